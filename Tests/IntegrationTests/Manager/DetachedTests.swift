import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Applications whose drivers the manager runs.
  @Suite struct DetachedTests {
    @Test func applicationGoesOnWithoutItsSubmitter() async throws {
      try await DetachedRun.with { run in
        _ = try await run.gate.waitForTasks(1)
        let driver = ProcessView(try run.driverProcessID())
        #expect(driver.name == "trialjobs")
        #expect(driver.environment("CROFT_APPLICATION") == "1")
        try await run.expectRightEnd()
      }
    }

    @Test func killedDriverIsStartedAgainAndGoesOn() async throws {
      try await DetachedRun.with { run in
        _ = try await run.gate.waitForTasks(1)
        let first = try run.driverProcessID()
        kill(pid_t(first), SIGKILL)
        _ = try await run.gate.waitForTasks(2)
        #expect(try run.driverProcessID() != first)
        try await run.expectRightEnd()
        // The first job's tasks, and the second one's map tasks, were not run again.
        #expect(try run.tally(1) == ["map 0", "map 1", "map 2", "reduce 0", "reduce 1", "reduce 2"])
        #expect(try run.tally(2).filter { $0.hasPrefix("map") } == ["map 0", "map 1", "map 2"])
      }
    }

    @Test func driverGoesOnWhenItsManagerIsKilled() async throws {
      try await DetachedRun.with { run in
        _ = try await run.gate.waitForTasks(1)
        let first = try run.driverProcessID()
        try await run.manager.kill()
        try await run.manager.start()
        try await run.manager.process.waitForOutput(containing: "is connected again")
        #expect(try run.driverProcessID() == first)
        try await run.expectRightEnd()
        #expect(try run.tally(2).count == 6)
      }
    }

    @Test func driverThatDiedWithoutAManagerIsStartedByTheNext() async throws {
      try await DetachedRun.with { run in
        _ = try await run.gate.waitForTasks(1)
        let driver = try ProcessDescriptor(ofProcess: pid_t(try run.driverProcessID()))
        try await run.manager.kill()
        try driver.signal(SIGKILL)
        #expect(try await Waiting.forEnd(of: driver, timeoutSeconds: 5))
        try await run.manager.start()
        _ = try await run.gate.waitForTasks(2)
        try await run.expectRightEnd()
        #expect(try run.tally(2).filter { $0.hasPrefix("map") } == ["map 0", "map 1", "map 2"])
      }
    }

    /// Nobody has seen its exit status.
    @Test func driverThatFinishedWithoutAManagerIsNotStartedAgain() async throws {
      try await DetachedRun.with { run in
        _ = try await run.gate.waitForTasks(1)
        let driver = try ProcessDescriptor(ofProcess: pid_t(try run.driverProcessID()))
        try await run.manager.kill()
        let opened = try run.gate.open()
        #expect(try await Waiting.forEnd(of: driver, timeoutSeconds: 30))
        withExtendedLifetime(opened) {}
        try await run.manager.start()
        try await run.expectRightEnd()
        #expect(!run.manager.process.standardError.contains("the driver of application 1 started"))
        #expect(try run.tally(2).count == 6)
      }
    }

    @Test func failingProgramIsGivenUpAfterItsRestarts() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let program = ["--", ProgramFinder.path(of: "trialjobs"), "impure", "--executor-memory", "64M"]
        let id = try await CroftTool.output(of: ["run", "--detach", "--restarts", "1"] + program, on: manager)
        #expect(id == "1\n")
        try await manager.process.waitForOutput(containing: "application 1 (trialjobs) ended")
        let past = try manager.client().call(ListPastApplications(after: nil, limit: 10)).elements
        #expect(past.map(\.exitStatus) == [1])
        #expect(past.first?.end == "Its driver failed: it exited with status 1.")
        #expect(manager.process.standardError.ranges(of: "the driver of application 1 started").count == 2)
        try await expectNothing(left: manager)
      }
    }
  }
}

/// `trialjobs tallied` as a detached application, whose second job waits in its last reduce task.
private struct DetachedRun {
  let manager: PrivateManager
  let gate: Gate
  let directory: String

  static func with(_ body: (DetachedRun) async throws -> Void) async throws {
    try await PrivateManager.with(cores: 2) { manager in
      try await TemporaryDirectory.with { directory in
        for name in ["1", "2", "3", "input"] { try FileSystem.createDirectory("\(directory)/\(name)", mode: 0o700) }
        for (number, text) in ["a\n", "a\n", "aa\n"].enumerated() {
          try TestFile.write(text, to: "\(directory)/input/\(number)")
        }
        let gate = try Gate(in: directory)
        let program = [
          ProgramFinder.path(of: "trialjobs"), "tallied", "--input", "\(directory)/input", "--partitions", "3",
          "--directory", directory, "--reduce-gate", directory, "--executors", "2", "--executor-cores", "1",
          "--executor-memory", "64M",
        ]
        let id = try await CroftTool.output(
          of: ["run", "--detach", "--"] + program, on: manager, environment: ["XDG_STATE_HOME": "\(directory)/state"]
        )
        #expect(id == "1\n")
        try await body(DetachedRun(manager: manager, gate: gate, directory: directory))
      }
    }
  }

  func driverProcessID() throws -> Int {
    let application = try #require(try manager.client().call(ListApplications()).applications.first)
    return application.processID
  }

  /// What the tasks of a job said, in order.
  func tally(_ job: Int) throws -> [String] {
    try TestFile.read("\(directory)/\(job)/tally").split(separator: "\n").map(String.init).sorted()
  }

  /// Lets everything run.
  func expectRightEnd() async throws {
    let opened = try gate.open()
    try await manager.process.waitForOutput(containing: "ended: its driver finished")
    withExtendedLifetime(opened) {}
    let output = "\(directory)/output"
    let lines = try FileSystem.list(output).flatMap {
      try TestFile.read("\(output)/\($0)").split(separator: "\n").map(String.init)
    }
    #expect(lines.sorted() == ["1 2", "2 1"])
    let past = try manager.client().call(ListPastApplications(after: nil, limit: 10)).elements
    #expect(past.map(\.exitStatus) == [0])
    try await expectNothing(left: manager)
    #expect(try FileSystem.list("\(directory)/state/croft/resume").isEmpty)
  }
}
