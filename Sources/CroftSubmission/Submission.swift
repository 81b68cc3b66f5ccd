package import CroftBatch

/// A job of commands, as it was submitted: everything that its driver has to know, wherever and whenever it runs.
///
/// A command line makes one of a single step; a job file, one of a graph of steps. Stored by ``SubmissionStore`` in
/// Croft's binary form: bump ``SubmissionFile/version`` with every change.
package struct Submission: Codable, Sendable, Equatable {
  /// What lists call the job.
  package var name: String
  /// nil: the manager's default.
  package var queue: String?
  /// Of two jobs of one application the higher one is served first.
  package var priority: Int
  /// The time that a scheduled job stands for; nil for one that isn't scheduled. See ``AttemptFacts/logicalTime``.
  package var logicalTime: String?
  /// The numbers of the jobs that have to end well before this one starts.
  package var after: [Int]
  /// The submitter's environment at the time of submission, `NAME=value` each.
  package var environment: [ByteString]
  /// The submitter's working directory, an absolute path: what relative names are relative to.
  package var directory: ByteString
  /// In the order of ``graph``.
  package var steps: [SubmissionStep]
  /// What waits for what, and what becomes of the job when a step fails.
  package var graph: StepGraph
  /// The submitter's mask for new files (umask(2)); nil where it isn't known, for the executors' own.
  package var fileCreationMask: UInt32?

  /// - Parameter graph: one number for each of `steps`.
  package init(
    name: String, queue: String? = nil, priority: Int = 0, logicalTime: String? = nil, after: [Int] = [],
    environment: [ByteString], directory: ByteString, steps: [SubmissionStep], graph: StepGraph,
    fileCreationMask: UInt32? = nil
  ) {
    self.name = name
    self.queue = queue
    self.priority = priority
    self.logicalTime = logicalTime
    self.after = after
    self.environment = environment
    self.directory = directory
    self.steps = steps
    self.graph = graph
    self.fileCreationMask = fileCreationMask
  }

  /// A plain command: one step without a name.
  package init(
    name: String, queue: String? = nil, priority: Int = 0, logicalTime: String? = nil, after: [Int] = [],
    environment: [ByteString], directory: ByteString, step: SubmissionStep
  ) throws(BatchError) {
    self.init(
      name: name, queue: queue, priority: priority, logicalTime: logicalTime, after: after, environment: environment,
      directory: directory, steps: [step], graph: try StepGraph([StepGraph.Step(name: step.title, after: [])]))
  }
}

/// One step of a submission: a command, run for each of its inputs.
package struct SubmissionStep: Codable, Sendable, Equatable {
  /// Its name in its job file; nil for a plain command.
  package var name: String?
  /// With replacement strings. A program without any in its name is an absolute path, unless it is found by the
  /// environment that `settings` make.
  package var command: JobStep.Command
  package var inputs: StepInputs
  /// What isn't set there has the defaults of ``StepDefaults``.
  package var settings: StepSettings

  package init(
    name: String? = nil, command: JobStep.Command, inputs: StepInputs = .read(.none),
    settings: StepSettings = StepSettings()
  ) {
    self.name = name
    self.command = command
    self.inputs = inputs
    self.settings = settings
  }

  /// Looks for replacement strings without a meaning, where the inputs are known, for output files that tasks would
  /// take from one another, and for tasks that would be too long for Linux, in the first and the last one.
  ///
  /// Names of files are relative to the process's working directory, which has to be the submitter's.
  ///
  /// - Throws: a `BatchError`.
  package func check() throws(BatchError) {
    guard case .read(let inputs) = inputs else { return }
    let template = try JobStep(name: title, command: command, inputs: [], settings: settings)
      .template(for: inputs.columns)
    for path in [settings.output, settings.errorOutput, settings.standardInput].compactMap(\.self) {
      _ = try TextTemplate(path, columns: inputs.columns)
    }
    try checkOutputs(inputs)
    for task in [0, inputs.count - 1] where inputs.count > 0 {
      let values = TemplateValues(inputs: inputs.values(of: task), taskNumber: task + 1, slotNumber: 1)
      try ExecutionLimits.current.check(arguments: template.arguments(for: values), environment: [], task: task + 1)
    }
  }

  /// Looks for a file that several tasks would write, each in place of the one before.
  ///
  /// - Throws: a `BatchError`.
  func checkOutputs(_ inputs: BatchInputs) throws(BatchError) {
    if case .application = command { return }
    guard let output = try settings.contestedOutput(taskCount: inputs.count, columns: inputs.columns) else { return }
    throw BatchError("\(output)")
  }

  /// What messages and lists call it.
  package var title: String { name ?? "command" }
}

/// The inputs of a step.
package enum StepInputs: Codable, Sendable, Equatable {
  /// As they were at the submission.
  case read(BatchInputs)
  /// To be read when the step starts, because earlier steps make them. Names are relative to the submission's
  /// directory, which has to be the process's working directory when they are read.
  case unread([[InputSpecification]])

  /// The inputs themselves. Takes the time to read them, if they haven't been.
  package func load() throws(BatchError) -> BatchInputs {
    switch self {
    case .read(let inputs): inputs
    case .unread(let product): try BatchInputs.load(product: product)
    }
  }
}

/// What holds for a task where nothing else is said.
package enum StepDefaults {
  /// As Spark has it: four attempts in all.
  package static let retries = 3
  package static let backoffMilliseconds = 1000
  /// The longest wait before an attempt, unless the first is longer: what is still in trouble after some minutes of
  /// waiting isn't helped by more.
  package static let longestBackoffMilliseconds = 300_000
  /// As long as a program takes that only has to tidy up, and short of the five seconds after which a driver takes an
  /// attempt that it has cancelled for stuck.
  package static let graceMilliseconds = 3000
  package static let memoryGrowth = 2.0
}
