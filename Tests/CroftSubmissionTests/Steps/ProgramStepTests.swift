import CroftBatch
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftSubmission

@Suite struct ProgramStepTests {
  private static let farm = ProgramStep.Farm(master: "unix:/run/m", job: "7", key: "k", output: .logged)

  private static func submission(
    _ words: [ByteString], _ settings: StepSettings = StepSettings(), environment: [ByteString] = []
  ) throws -> Submission {
    var submission = try Submission(
      name: "nightly", environment: environment, directory: "/tmp",
      step: SubmissionStep(name: "report", command: .application(words), settings: settings))
    submission.logicalTime = "2026-11-22T00:00:00Z"
    return submission
  }

  @Test func anApplicationIsToldItsFarm() throws {
    var settings = StepSettings()
    settings.cores = 2
    settings.memory = MemorySize("512M")
    settings.environment = [try EnvironmentSetting(name: "A", value: "b")]
    let submission = try Self.submission(
      ["report", "--all"], settings,
      environment: ["PATH=/bin", "CROFT_ROLE=executor", "CROFT_APPLICATION=3", "CROFT_RESUME=x", "CROFT_QUEUE=own"])
    let launch = try ProgramStep(of: submission, step: 0, attempt: 1, on: Self.farm).launch
    #expect(launch.arguments == [Array("report".utf8), Array("--all".utf8)])
    #expect(launch.directory == Array("/tmp".utf8))
    let variables = Set(launch.environment.map { String(decoding: $0, as: UTF8.self) })
    #expect(
      variables == [
        "PATH=/bin", "A=b", "CROFT_QUEUE=own", "CROFT_MASTER=unix:/run/m", "CROFT_NAME=nightly-report",
        "CROFT_RESUME=k-0", "CROFT_CORES=2", "CROFT_MEMORY=536870912", "CROFT_JOB=7", "CROFT_STEP=report",
        "CROFT_TASK=1", "CROFT_TASKS=1", "CROFT_ATTEMPT=2", "CROFT_SLOT=1",
        "CROFT_LOGICAL_TIME=2026-11-22T00:00:00Z",
      ])
  }

  @Test func whatItPrintsGoesWhereOutputOfTheJobGoes() throws {
    func outputs(_ output: ProgramOutput, to file: ByteString? = nil) throws -> [CommandOutput] {
      var settings = StepSettings()
      settings.output = file
      let farm = ProgramStep.Farm(master: "unix:/run/m", job: "7", key: "k", output: output)
      let submission = try Self.submission(["report"], settings)
      let launch = try ProgramStep(of: submission, step: 0, attempt: 1, on: farm).launch
      return [launch.standardOutput, launch.standardError]
    }
    func captured(_ name: String) -> CommandOutput { .captured(in: Array("/s/\(name)".utf8), isLogged: false) }
    let file = Array("words".utf8)
    #expect(try outputs(.logged) == [.log, .log])
    #expect(try outputs(.discarded) == [.discarded, .discarded])
    #expect(try outputs(.captured(directory: "/s")) == [captured("0-0.1.out"), captured("0-0.1.err")])
    #expect(try outputs(.logged, to: "words") == [CommandOutput(isLogged: true, file: file), .log])
    #expect(
      try outputs(.captured(directory: "/s"), to: "words")
        == [CommandOutput(isLogged: false, file: file), captured("0-0.1.err")])
  }

  @Test func whatIsNotStoredIsNotResumed() throws {
    let farm = ProgramStep.Farm(master: "local[2]", job: "local-1", key: nil, output: .discarded)
    let launch = try ProgramStep(of: try Self.submission(["report"]), step: 0, attempt: 0, on: farm).launch
    #expect(!launch.environment.contains { $0.starts(with: "CROFT_RESUME".utf8) })
  }

  @Test func aFailureIsTriedAgainAsOftenAsItIsSaid() async throws {
    try await TemporaryDirectory.with { directory in
      var settings = StepSettings()
      settings.retries = 2
      settings.backoffMilliseconds = 1
      settings.directory = ByteString(directory)
      settings.output = "out"
      let script = "echo x >> tries; echo $CROFT_ATTEMPT; test $CROFT_ATTEMPT = 3"
      let steps = ProgramSteps(try Self.submission(["/bin/sh", "-c", ByteString(script)], settings), on: Self.farm)
      var failures: [String] = []
      let end = await steps.run(0) { failures.append("\($0) \($1) \($2)") }
      #expect(end == EndedTask(step: 0, task: 0, attempt: 2, failure: nil))
      #expect(failures == ["0 /bin/sh exited with status 1 1", "1 /bin/sh exited with status 1 2"])
      #expect(try TestFile.read("\(directory)/tries") == "x\nx\nx\n")
      #expect(try TestFile.read("\(directory)/out") == "3\n")
    }
  }

  @Test func aProgramThatIsNotThereFails() async throws {
    let steps = ProgramSteps(try Self.submission(["/no/such/program"]), on: Self.farm)
    var failures: [String] = []
    let end = await steps.run(0) { failures.append("\($1) \($2)") }
    #expect(end?.failure == "can't run /no/such/program: there is no such file: look at the path")
    #expect(failures == [])
  }

  @Test func cancellingEndsTheProgram() async throws {
    try await TemporaryDirectory.with { directory in
      var settings = StepSettings()
      settings.directory = ByteString(directory)
      let script = "trap 'echo ended > end; exit 1' TERM; touch started; while :; do sleep 0.02; done"
      let steps = ProgramSteps(try Self.submission(["/bin/sh", "-c", ByteString(script)], settings), on: Self.farm)
      let run = _Concurrency.Task { await steps.run(0) { _, _, _ in } }
      // The task waits its turn behind every other test that is ready to run.
      #expect(try await Waiting.forNames(in: directory, timeoutSeconds: 600) { $0.contains("started") })
      run.cancel()
      #expect(await run.value == nil)
      #expect(try TestFile.read("\(directory)/end") == "ended\n")
    }
  }
}
