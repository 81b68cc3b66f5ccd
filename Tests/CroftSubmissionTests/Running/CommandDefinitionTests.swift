import CroftBatch
import CroftProtocol
import Testing

@testable import CroftSubmission

struct CommandDefinitionTests {
  private static let manager = [
    "CROFT_EXECUTOR": "9", "CROFT_APPLICATION": "17", "CROFT_EXECUTOR_CORES": "4",
  ]

  private func definition(
    _ words: [ByteString], inputs: [[InputSpecification]], _ change: (inout StepSettings) -> Void = { _ in },
    coresPerTask: Int = 1
  ) throws -> CommandDefinition {
    var settings = StepSettings()
    change(&settings)
    let read = try BatchInputs.load(product: inputs)
    let submission = try Submission(
      name: "trial", logicalTime: "2026-11-22T00:00:00Z", environment: ["PATH=/bin", "CROFT_TASK=99"],
      directory: "/home/me",
      step: SubmissionStep(command: .program(words), inputs: .read(read), settings: settings))
    return try CommandDefinition(of: submission, step: 0, inputs: read, coresPerTask: coresPerTask)
  }

  private func text(_ bytes: [[UInt8]]) -> [String] { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func aTaskKnowsItself() throws {
    let definition = try definition(["/bin/echo", "{#}", "{%}", "{}"], inputs: [[.values(["a", "b c"])]])
    let launch = try definition.launch(task: 1, attempt: 2, slot: 1, place: ExecutorPlace(Self.manager))
    #expect(text(launch.arguments) == ["/bin/echo", "2", "2", "b c"])
    #expect(
      Set(text(launch.environment)) == [
        "PATH=/bin", "CROFT_JOB=17", "CROFT_TASK=2", "CROFT_TASKS=2", "CROFT_ATTEMPT=3", "CROFT_SLOT=2",
        "CROFT_INPUT=b c", "CROFT_LOGICAL_TIME=2026-11-22T00:00:00Z",
      ])
    #expect(launch.directory == Array("/home/me".utf8))
    #expect(launch.standardOutput == CommandOutput(isLogged: true))
    #expect(launch.graceNanoseconds == 3_000_000_000)
  }

  @Test func settingsReachTheCommand() throws {
    let definition = try definition(["/bin/cat"], inputs: [[.values(["x"])]]) { settings in
      settings.directory = "below"
      settings.standardInput = "in/{}"
      settings.output = "out/{#}.txt"
      settings.timeoutMilliseconds = 1500
      settings.graceMilliseconds = 10
      settings.niceness = 5
      settings.pids = 8
    }
    let launch = try definition.launch(task: 0, attempt: 0, slot: 0, place: ExecutorPlace(Self.manager))
    #expect(launch.directory == Array("/home/me/below".utf8))
    #expect(launch.standardInput == Array("in/x".utf8))
    #expect(launch.standardOutput.file == Array("out/1.txt".utf8))
    #expect(launch.standardOutput.commits == .success)
    #expect(launch.timeoutNanoseconds == 1_500_000_000)
    #expect(launch.graceNanoseconds == 10_000_000)
    #expect(launch.niceness == 5)
    #expect(launch.limits == CommandLimits(maximumProcesses: 8))
  }

  @Test func whatIsPrintedIsKeptForADriverThatPrintsIt() throws {
    let definition = try definition(["/bin/echo"], inputs: [])
    let variables = ["CROFT_CAPTURE": "1", "CROFT_SCRATCH": "/scratch/7"]
    let local = try definition.launch(task: 0, attempt: 3, slot: 0, place: ExecutorPlace(variables))
    #expect(local.standardOutput == .captured(in: Array("/scratch/7/output/0-0.3.out".utf8), isLogged: false))
    #expect(local.standardError == .captured(in: Array("/scratch/7/output/0-0.3.err".utf8), isLogged: false))
  }

  @Test func slotsAreCountedOverAllExecutors() {
    let place = ExecutorPlace(Self.manager)
    #expect([0, 1].map { place.slotNumber($0, coresPerTask: 2) } == [1, 2])
    #expect(ExecutorPlace([:]).slotNumber(3, coresPerTask: 1) == 4)
  }

  @Test func aTaskThatIsTooLongIsNamed() throws {
    let definition = try definition(
      ["/bin/echo"], inputs: [[.values(["short", ByteString(String(repeating: "x", count: 200))])]])
    let limits = ExecutionLimits(stringBytes: 100, totalBytes: 1 << 20)
    let place = ExecutorPlace(Self.manager)
    #expect(throws: Never.self) { try definition.launch(task: 0, attempt: 0, slot: 0, place: place, limits: limits) }
    #expect {
      try definition.launch(task: 1, attempt: 0, slot: 0, place: place, limits: limits)
    } throws: {
      $0 is ImpossibleCommand && "\($0)".hasPrefix("task 2: ")
    }
  }
}
