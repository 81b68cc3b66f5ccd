import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// An application that ended before its time and is started again.
  @Suite struct ResumeTests {
    @Test func whatAKilledDriversTasksHadDoneIsNotDoneAgain() async throws {
      try await TalliedRuns.with { runs in
        try await runs.kill(inJob: 2)
        #expect(try runs.tally(1) == ["map 0", "map 1", "map 2", "reduce 0", "reduce 1", "reduce 2"])
        let result = try await runs.finish()
        #expect(result.exit == .exited(code: 0))
        #expect(result.standardOutput == runs.expected + runs.expected)
        #expect(try runs.tally(1) == ["map 0", "map 1", "map 2", "reduce 0", "reduce 1", "reduce 2"])
        #expect(try runs.tally(2).filter { $0.hasPrefix("map") } == ["map 0", "map 1", "map 2"])
        #expect(try runs.tally(2).count { $0 == "reduce 2" } == 1)
        let first = "job 1 (TalliedLengths) need not run: an earlier run has its result"
        #expect(result.standardError.contains(first))
        #expect(result.standardError.contains("job 2 (TalliedLengths) goes on where an earlier run was: "))
        #expect(try runs.savedLines() == runs.expectedLines)
        // All is done, so nothing is kept.
        #expect(try runs.keptIDs().isEmpty)
      }
    }

    @Test func aKilledDriversOutputIsCompleted() async throws {
      try await TalliedRuns.with { runs in
        try await runs.kill(inJob: 3)
        #expect(try FileSystem.list(runs.output).contains("_temporary"))
        let result = try await runs.finish(gatedJob: 3)
        #expect(result.exit == .exited(code: 0), "\(result.standardError)")
        #expect(try runs.tally(3).filter { $0.hasPrefix("map") } == ["map 0", "map 1", "map 2"])
        #expect(try runs.tally(2).count == 6)
        #expect(try FileSystem.list(runs.output) == ["_SUCCESS", "part-00000", "part-00001", "part-00002"])
        #expect(try runs.savedLines() == runs.expectedLines)
      }
    }

    @Test func afterAFailureWhatWasAchievedIsKept() async throws {
      try await TalliedRuns.with { runs in
        try await runs.fail()
        #expect(try runs.keptIDs() == ["nightly"])
        let result = try await runs.finish()
        #expect(result.standardOutput == runs.expected + runs.expected)
        #expect(try runs.tally(1).count == 6)
        #expect(try runs.tally(2).filter { $0.hasPrefix("map") } == ["map 0", "map 1", "map 2"])
        #expect(try runs.keptIDs().isEmpty)
      }
    }

    @Test func withChangedInputJobsBeginAnew() async throws {
      try await TalliedRuns.with { runs in
        try await runs.fail()
        try TestFile.write("ccc\n", to: "\(runs.input)/2")
        let result = try await runs.finish()
        #expect(result.standardOutput == "1 2\n3 1\n1 2\n3 1\n")
        #expect(!result.standardError.contains("earlier run"))
        #expect(try runs.tally(1).count == 12)
      }
    }

    @Test func aSecondDriverOfTheSameIDIsRefusedWhileTheFirstRuns() async throws {
      try await TalliedRuns.with { runs in
        let driver = try runs.start(gatedJob: 2)
        defer { try? driver.signal(SIGKILL) }
        _ = try await runs.gate.waitForTasks(1)
        let second = try await runs.start(gatedJob: 2).result(timeoutSeconds: 20)
        #expect(second.exit == .exited(code: 1))
        #expect(second.standardError.contains("another driver runs with the resume id \"nightly\""))
      }
    }
  }
}

/// Runs of `trialjobs tallied` with one resume id over the same three small files.
private struct TalliedRuns {
  let manager: PrivateManager
  let gate: Gate
  let directory: String

  static func with(_ body: (TalliedRuns) async throws -> Void) async throws {
    try await PrivateManager.with(cores: 2) { manager in
      try await TemporaryDirectory.with { directory in
        for name in ["1", "2", "3", "input"] { try FileSystem.createDirectory("\(directory)/\(name)", mode: 0o700) }
        for (number, text) in ["a\n", "a\n", "aa\n"].enumerated() {
          try TestFile.write(text, to: "\(directory)/input/\(number)")
        }
        try await body(TalliedRuns(manager: manager, gate: try Gate(in: directory), directory: directory))
      }
    }
  }

  var input: String { "\(directory)/input" }
  var output: String { "\(directory)/output" }
  var expectedLines: [String] { ["1 2", "2 1"] }
  var expected: String { expectedLines.map { "\($0)\n" }.joined() }

  func start(gatedJob: Int) throws -> ChildProcess {
    let arguments = [
      "tallied", "--resume", "nightly", "--input", input, "--partitions", "3", "--directory", directory,
      "--reduce-gate", directory, "--gated-job", "\(gatedJob)",
    ]
    return try Trial.start(arguments, on: manager.masterURL, stateDirectory: "\(directory)/state")
  }

  /// Starts a driver and kills it while a reduce task of a job waits.
  func kill(inJob job: Int) async throws {
    let driver = try start(gatedJob: job)
    defer { try? driver.signal(SIGKILL) }
    _ = try await gate.waitForTasks(1)
    let executors = try manager.client().call(ListExecutors()).executors.map {
      try ProcessDescriptor(ofProcess: pid_t($0.processID))
    }
    try driver.signal(SIGKILL)
    _ = try await driver.waitForExit()
    // One that lived on for a moment would pass the gate that the next run finds open.
    for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 20)) }
  }

  /// Runs a driver whose second job fails in its last reduce task.
  func fail() async throws {
    let obstacle = "\(directory)/2/obstacle"
    try TestFile.write("", to: obstacle)
    let result = try await start(gatedJob: 2).result(timeoutSeconds: 30)
    #expect(result.exit == .exited(code: 1))
    #expect(result.standardError.contains("is in the way"))
    try FileSystem.removeFile(obstacle)
  }

  /// Runs a driver that nothing holds.
  func finish(gatedJob: Int = 2) async throws -> ProgramResult {
    let opened = try gate.open()
    let result = try await start(gatedJob: gatedJob).result(timeoutSeconds: 30)
    return withExtendedLifetime(opened) { result }
  }

  /// What the tasks of a job said, in order.
  func tally(_ job: Int) throws -> [String] {
    try TestFile.read("\(directory)/\(job)/tally").split(separator: "\n").map(String.init).sorted()
  }

  func savedLines() throws -> [String] {
    try FileSystem.list(output).flatMap { try TestFile.read("\(output)/\($0)").split(separator: "\n").map(String.init) }
      .sorted()
  }

  func keptIDs() throws -> [String] { try FileSystem.list("\(directory)/state/croft/resume") }
}
