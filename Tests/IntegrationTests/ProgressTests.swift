import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What a program shows of its jobs while they run.
  @Suite struct ProgressTests {
    @Test func aTerminalShowsABarThatIsGoneAtTheEnd() async throws {
      try await withGatedJob([], columns: 100) { driver, gate in
        // One of four tasks waits, and none is done.
        try await driver.waitForOutput(containing: "SumByRemainder: stage 1 of 2 [>")
        let opened = try gate.open()
        let result = try await driver.result(timeoutSeconds: 20)
        #expect(result.standardOutput == expectedSums())
        #expect(result.standardError.hasSuffix(TerminalControl.eraseBelow))
        let lines = result.standardError.split(separator: "\r").map {
          $0.drop { $0 == "\u{1B}" || $0 == "[" || $0 == "J" }
        }
        #expect(lines.allSatisfy { $0.count < 100 })
        withExtendedLifetime(opened) {}
      }
    }

    @Test func whatIsSaidTakesTheBarsPlace() async throws {
      try await withGatedJob([], columns: 100) { driver, _ in
        try await driver.waitForOutput(containing: "SumByRemainder: stage 1 of 2 [>")
        try driver.signal(SIGINT)
        let result = try await driver.result(timeoutSeconds: 20)
        #expect(result.exit == .exited(code: 130))
        // The terminal makes a line feed a carriage return and a line feed.
        let said = "\(TerminalControl.eraseBelow)croft: cancelling; once more to leave at once\r\n"
        #expect(result.standardError.contains(said))
      }
    }

    @Test func nothingIsShownIfItIsNotWanted() async throws {
      try await withGatedJob(["--quiet"], columns: 100) { driver, gate in
        try await expectSilence(of: driver, gate)
      }
    }

    /// A line comes only after ten seconds.
    @Test func aShortJobSaysNothingWithoutATerminal() async throws {
      try await withGatedJob([], columns: nil) { driver, gate in
        try await expectSilence(of: driver, gate)
      }
    }

    private func expectSilence(of driver: ChildProcess, _ gate: Gate) async throws {
      let opened = try gate.open()
      let result = try await driver.result(timeoutSeconds: 20)
      #expect(result.standardOutput == expectedSums())
      #expect(result.standardError == "")
      withExtendedLifetime(opened) {}
    }

    /// Runs a job on a thread, held in its first task; its standard error is a terminal if it has columns.
    private func withGatedJob(
      _ options: [String], columns: Int?, _ body: (ChildProcess, Gate) async throws -> Void
    ) async throws {
      try await TemporaryDirectory.with { directory in
        let gate = try Gate(in: directory)
        let driver = try Trial.start(
          ["sum", "--partitions", "4", "--map-gate", directory] + options, on: "local[1]",
          output: columns.map { .terminal(columns: $0) } ?? .captured)
        defer { try? driver.signal(SIGKILL) }
        _ = try await gate.waitForTasks(1)
        try await body(driver, gate)
      }
    }
  }
}
