import CroftBatch
import CroftDataset
import CroftProtocol
import Glibc

/// The tasks of one step, as executors need them: taken apart and checked, so that little is left to do for each task.
struct CommandDefinition: Codable, Sendable {
  /// The step's place in its submission, and its name in its job file.
  let step: Int
  let stepName: String?
  let logicalTime: String?
  let command: CommandTemplate
  let inputs: BatchInputs
  let environment: TaskEnvironment
  /// An absolute path.
  let directory: ByteString
  let standardInput: TextTemplate?
  let output: TextTemplate?
  let errorOutput: TextTemplate?
  let timeoutMilliseconds: Int?
  let graceMilliseconds: Int
  let niceness: Int
  let coresPerTask: Int
  let maximumProcesses: Int?

  /// - Parameters:
  ///   - number: the step's place in the submission.
  ///   - inputs: the step's, read.
  ///   - coresPerTask: how many of an executor's cores make a slot.
  /// - Throws: a `BatchError` for a replacement string that has no meaning.
  init(
    of submission: Submission, step number: Int, inputs: BatchInputs, coresPerTask: Int
  ) throws(BatchError) {
    let step = submission.steps[number]
    let settings = step.settings
    func template(_ text: ByteString?, _ option: String) throws(BatchError) -> TextTemplate? {
      guard let text else { return nil }
      do {
        return try TextTemplate(text, columns: inputs.columns)
      } catch {
        throw BatchError("the \(option) \(text.quoted): \(error)")
      }
    }
    self.step = number
    stepName = step.name
    logicalTime = submission.logicalTime
    command = try JobStep(name: step.title, command: step.command, inputs: [], settings: settings)
      .template(for: inputs.columns)
    self.inputs = inputs
    environment = TaskEnvironment(
      submitter: submission.environment, settings: settings.environment, columns: inputs.columns)
    directory = settings.directory.map { $0.absolute(in: submission.directory) } ?? submission.directory
    standardInput = try template(settings.standardInput, "standard input")
    output = try template(settings.output, "output")
    errorOutput = try template(settings.errorOutput, "error output")
    timeoutMilliseconds = settings.timeoutMilliseconds
    graceMilliseconds = settings.graceMilliseconds ?? StepDefaults.graceMilliseconds
    niceness = settings.niceness ?? 0
    self.coresPerTask = coresPerTask
    maximumProcesses = settings.pids
  }

  /// The values that replacement strings of a task stand for.
  func values(ofTask task: Int, slotNumber: Int) -> TemplateValues {
    TemplateValues(inputs: inputs.values(of: task), taskNumber: task + 1, slotNumber: slotNumber)
  }

  /// Everything that one attempt of a task starts with.
  ///
  /// - Parameters:
  ///   - task: from 0.
  ///   - attempt: from 0.
  ///   - slot: its number in its executor, from 0.
  ///   - limits: what the kernel takes.
  /// - Throws: ``ImpossibleCommand`` for what no attempt could start.
  func launch(
    task: Int, attempt: Int, slot: Int, place: ExecutorPlace, limits: ExecutionLimits = .current
  ) throws -> CommandLaunch {
    let slotNumber = place.slotNumber(slot, coresPerTask: coresPerTask)
    let values = values(ofTask: task, slotNumber: slotNumber)
    let arguments = command.arguments(for: values)
    let facts = AttemptFacts(
      job: place.job, step: stepName, taskNumber: task + 1, attempt: attempt + 1, slotNumber: slotNumber,
      taskCount: inputs.count, logicalTime: logicalTime)
    let variables = environment.variables(for: facts, inputs: values.inputs)
    do throws(BatchError) {
      try limits.check(arguments: arguments, environment: variables, task: task + 1)
      for argument in arguments where argument.bytes.contains(0) {
        throw BatchError("task \(task + 1): the argument \(argument.quoted) has a byte 0 in it, which none can hold")
      }
    } catch {
      throw ImpossibleCommand(description: error.description)
    }
    var launch = CommandLaunch(
      arguments: arguments.map(\.bytes), environment: variables.map(\.bytes), directory: directory.bytes,
      standardInput: standardInput?.expanded(for: values).bytes)
    (launch.standardOutput, launch.standardError) = (
      place.output(to: output?.expanded(for: values), step: step, task: task, attempt: attempt, isError: false),
      place.output(to: errorOutput?.expanded(for: values), step: step, task: task, attempt: attempt, isError: true)
    )
    launch.timeoutNanoseconds = timeoutMilliseconds.map { UInt64($0) * 1_000_000 }
    launch.graceNanoseconds = UInt64(graceMilliseconds) * 1_000_000
    launch.niceness = niceness
    // How much memory it has, the driver says with each attempt, because it grows.
    launch.limits = CommandLimits(maximumProcesses: maximumProcesses)
    return launch
  }
}

/// A command that no attempt could start.
struct ImpossibleCommand: PermanentError, CustomStringConvertible {
  let description: String
}
