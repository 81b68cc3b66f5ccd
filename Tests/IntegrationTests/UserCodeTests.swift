import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Tasks that throw and trap.
  @Suite struct UserCodeTests {
    @Test(arguments: Place.allCases)
    func taskThatAlwaysThrowsFailsTheJobWithItsError(place: Place) async throws {
      let result = try await misbehave("throwAlways", on: place)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardOutput == "")
      let last = result.standardError.split(separator: "\n").last ?? ""
      let error = "SourMilk: the milk is sour for the 4. time"
      for part in ["task 1 of stage 0 of job 1", "attempt 3", "executor", error] { #expect(last.contains(part)) }
    }

    @Test(arguments: Place.allCases)
    func taskThatThrowsTwiceSucceedsAtTheThirdTry(place: Place) async throws {
      let result = try await misbehave("throwTwice", on: place)
      #expect(result.exit == .exited(code: 0))
      #expect(result.standardOutput == "6\n")
      #expect(result.standardError.split(separator: "\n").count == 2)
    }

    @Test func taskThatTrapsOnceCostsAnExecutorAndNotTheJob() async throws {
      let result = try await misbehave("trapOnce", on: .daemon)
      #expect(result.exit == .exited(code: 0))
      #expect(result.standardOutput == "6\n")
      #expect(result.standardError.contains("is lost"))
    }

    @Test func taskThatAlwaysTrapsFailsTheJobAfterThreeExecutors() async throws {
      let result = try await misbehave("trapAlways", on: .daemon)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("task 1 of stage 0 of job 1 took 3 executors with it"))
    }

    @Test func whatTasksPrintGoesToTheManagersLog() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await Trial.run(["greet", "--partitions", "3"], on: manager.masterURL)
        #expect(result.standardOutput == "3\n")
        for number in 0..<3 { try await manager.process.waitForOutput(containing: "greetings from task \(number)\n") }
      }
    }

    private func misbehave(_ misbehaviour: String, on place: Place) async throws -> ProgramResult {
      try await TemporaryDirectory.with { directory in
        try await Trial.run(["misbehave", "--misbehaviour", misbehaviour, "--directory", directory], on: place)
      }
    }
  }
}
