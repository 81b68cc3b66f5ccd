import CroftBatch
import CroftLinux
import CroftProtocol

/// A step whose command is an application of Croft's own (`program = …`): what its process starts with.
///
/// It runs beside the driver, not in an executor's slot, which it would hold while it waits for executors of its own.
struct ProgramStep {
  /// What only the driver knows.
  struct Farm {
    /// As `CROFT_MASTER` has it: the driver's own master.
    let master: String
    /// As ``AttemptFacts/job``.
    let job: String
    /// What the stored job is called; nil where there is none to come back to.
    let key: String?
    /// Where what programs print goes.
    let output: ProgramOutput
  }

  /// A program isn't run again unless its settings say so: it runs its own tasks again.
  private static let retries = 0

  let launch: CommandLaunch
  /// How often it is run again when it fails.
  let retries: Int
  /// How long before it is run again for the first time; doubled each time.
  let backoffMilliseconds: Int

  /// - Parameters:
  ///   - number: the step's place in the submission.
  ///   - attempt: from 0.
  /// - Throws: a `BatchError` for a replacement string that has no meaning, or what is too long for Linux.
  init(of submission: Submission, step number: Int, attempt: Int, on farm: Farm) throws(BatchError) {
    let step = submission.steps[number]
    let settings = step.settings
    let columns = InputColumns(names: [], isArray: false)
    let values = TemplateValues(inputs: [], taskNumber: 1, slotNumber: 1)
    func path(_ template: ByteString?) throws(BatchError) -> [UInt8]? {
      guard let template else { return nil }
      return try TextTemplate(template, columns: columns).expanded(for: values).bytes
    }
    let template = try JobStep(name: step.title, command: step.command, inputs: [], settings: settings)
      .template(for: columns)
    let facts = AttemptFacts(
      job: farm.job, step: step.name, taskNumber: 1, attempt: attempt + 1, slotNumber: 1, taskCount: 1,
      logicalTime: submission.logicalTime)
    let variables = TaskEnvironment(
      submitter: submission.environment, settings: settings.environment, columns: columns
    ).variables(for: facts, inputs: [])
    let arguments = template.arguments(for: values)
    let environment = Self.environment(variables, of: submission, number, on: farm)
    try ExecutionLimits.current.check(arguments: arguments, environment: environment, task: 1)
    let directory = settings.directory.map { $0.absolute(in: submission.directory) } ?? submission.directory
    var launch = CommandLaunch(
      arguments: arguments.map(\.bytes), environment: environment.map(\.bytes), directory: directory.bytes,
      standardInput: try path(settings.standardInput))
    launch.standardOutput = farm.output.output(
      to: try path(settings.output), step: number, attempt: attempt, isError: false)
    launch.standardError = farm.output.output(
      to: try path(settings.errorOutput), step: number, attempt: attempt, isError: true)
    launch.timeoutNanoseconds = settings.timeoutMilliseconds.map { UInt64($0) * 1_000_000 }
    launch.graceNanoseconds = UInt64(settings.graceMilliseconds ?? StepDefaults.graceMilliseconds) * 1_000_000
    launch.niceness = settings.niceness ?? 0
    self.launch = launch
    retries = settings.retries ?? Self.retries
    backoffMilliseconds = settings.backoffMilliseconds ?? StepDefaults.backoffMilliseconds
  }

  /// The variables, with those that tell an application where and how large it runs, and none that would make it
  /// another one.
  private static func environment(
    _ variables: [ByteString], of submission: Submission, _ number: Int, on farm: Farm
  ) -> [ByteString] {
    let step = submission.steps[number]
    let choices: [(String, String?)] = [
      ("CROFT_MASTER", farm.master), ("CROFT_NAME", "\(submission.name)-\(step.title)"),
      ("CROFT_RESUME", farm.key.map { "\($0)-\(number)" }), ("CROFT_QUEUE", submission.queue),
      ("CROFT_CORES", step.settings.cores.map { "\($0)" }),
      ("CROFT_MEMORY", step.settings.memory.map { "\($0.bytes)" }),
    ]
    let others = [
      "CROFT_APPLICATION", "CROFT_APPLICATION_SECRET", "CROFT_ROLE", "CROFT_RESUME", ExecutorPlace.captureVariable,
    ]
    // What the submitter has set stands where the job doesn't say.
    let replaced = Set(choices.filter { $0.1 != nil }.map(\.0) + others)
    let kept = variables.filter { !replaced.contains(ByteString($0.bytes.prefix { $0 != UInt8(ascii: "=") }).text) }
    return kept + choices.compactMap { name, value in value.map { ByteString("\(name)=\($0)") } }
  }
}
