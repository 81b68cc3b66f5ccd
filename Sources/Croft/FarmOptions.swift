import CroftDriver
import CroftLinux
import CroftProtocol

public import ArgumentParser

/// The options that every application has: where to run, and on how much of it.
///
/// An `Application` has them by itself. Another command takes them as an `@OptionGroup` and calls `connect()`.
public struct FarmOptions: ParsableArguments {
  /// Where to run; nil for the default.
  @Option(
    help: ArgumentHelp(
      "Where to run: local, local[N] or local[*] (threads of this process), unix:PATH (a manager's socket), or croft.",
      discussion: "Default: CROFT_MASTER, else the user's manager, else the system's.", valueName: "url"))
  public var master: String?

  /// How many executor processes, at least and at most.
  @Option(
    help: ArgumentHelp(
      "How many executor processes, or MIN:MAX: more while work waits, fewer when they are idle. Default: 1.",
      valueName: "count"),
    transform: ExecutorCount.init(parsing:))
  public var executors = ExecutorCount(minimum: 1)

  /// How long an executor beyond the least number may have nothing to do, in seconds.
  @Option(
    help: ArgumentHelp(
      "With MIN:MAX, how long an executor has nothing to do before it is given back.", valueName: "seconds"))
  public var executorIdle = 60.0

  /// Tasks at once in each executor; nil for the farm's cores, shared among the executors.
  @Option(
    help: ArgumentHelp(
      "Tasks at once in each executor. Default: CROFT_CORES, else the farm's cores, shared among the executors.",
      valueName: "cores"))
  public var executorCores: Int?

  /// Memory for each executor, in bytes; nil for `CROFT_MEMORY`, else 1 GiB.
  @Option(
    help: ArgumentHelp("Memory for each executor: 512M, 2G, …. Default: CROFT_MEMORY, else 1G.", valueName: "size"),
    transform: Self.memorySize)
  public var executorMemory: Int?

  /// What the application is called in lists; nil for the program's name.
  @Option(
    help: ArgumentHelp(
      "What the application is called. Default: CROFT_NAME, else the program's name.", valueName: "name"))
  public var name: String?

  /// The manager's queue that executors come from; nil for its default.
  @Option(
    help: ArgumentHelp(
      "The queue that executors come from.", discussion: "Default: CROFT_QUEUE, else the manager's default.",
      valueName: "name"))
  public var queue: String?

  /// Whether the first executors come all at once or not at all.
  @Flag(help: "Begin with all executors at once, or none.")
  public var gang = false

  /// How executors' cores are their own; nil as the manager is configured.
  @Option(
    help: ArgumentHelp(
      "How executors' cores are their own: weight, quota or exclusive. Default: as the manager is configured.",
      valueName: "mode"))
  public var coreSharing: ExecutorCoreSharing?

  /// How long an attempt of a task may run, in seconds; nil for ever.
  @Option(
    help: ArgumentHelp("Stop an attempt of a task that runs longer, and try again.", valueName: "seconds"))
  public var taskDeadline: Double?

  /// Whether slow tasks get a second attempt.
  @Flag(help: "Run a second attempt beside a task that takes much longer than the others of its stage.")
  public var speculation = false

  /// How jobs that run at once share the executors.
  @Option(help: ArgumentHelp("How jobs that run at once share the executors: fifo or fair.", valueName: "mode"))
  public var scheduling = JobScheduling.fifo

  /// How many bytes a job may write to the scratch directory; nil for as many as there is room for.
  @Option(
    help: ArgumentHelp("How much a job may write to the scratch directory: 10G, ….", valueName: "size"),
    transform: Self.memorySize)
  public var scratchLimit: Int?

  /// The name under which a run that ended before its time goes on; nil to begin anew.
  @Option(
    help: ArgumentHelp(
      "Go on where an earlier run with this id ended before its time; keep what this one achieves if it does.",
      discussion: "Default: CROFT_RESUME.", valueName: "id"))
  public var resume: String?

  /// Whether to show no progress.
  @Flag(help: "Show no progress.")
  public var quiet = false

  /// No process runs in less than a mebibyte: somebody left out the unit.
  private static let leastExecutorMemoryBytes = 1 << 20

  /// The defaults.
  public init() {}

  /// - Throws: `ValidationError` for a number that makes no sense.
  public func validate() throws {
    if let executorCores, executorCores <= 0 {
      throw ValidationError("--executor-cores \(executorCores): at least one is needed")
    }
    if let taskDeadline, !(taskDeadline > 0) {
      throw ValidationError("--task-deadline \(taskDeadline): it has to be positive")
    }
    if !(executorIdle >= 0) {
      throw ValidationError("--executor-idle \(executorIdle): it can't be negative")
    }
  }

  /// Connects to the farm that the options name.
  ///
  /// - Throws: an error that says what to do when there is no farm.
  public func connect() throws -> Farm {
    try Farm.connect(master: master, try configuration, progress: quiet ? .none : .automatic)
  }

  /// What the options say, without the environment's part but for the name.
  ///
  /// - Throws: `ValidationError` for a variable of the environment that makes no sense.
  var configuration: FarmConfiguration {
    get throws { try configuration(by: EnvironmentDefaults()) }
  }

  func configuration(by defaults: EnvironmentDefaults) throws -> FarmConfiguration {
    var configuration = FarmConfiguration(
      name: name ?? defaults.name ?? CurrentProgram.name, executors: executors.minimum,
      executorCores: try executorCores ?? defaults.executorCores,
      executorMemoryBytes: try executorMemoryBytes(by: defaults) ?? FarmConfiguration.defaultExecutorMemoryBytes)
    configuration.maximumExecutors = executors.maximum
    configuration.executorIdleSeconds = executorIdle
    configuration.queue = queue
    configuration.isGang = gang
    configuration.coreSharing = coreSharing
    configuration.taskDeadlineSeconds = taskDeadline
    configuration.speculation = speculation ? Speculation() : nil
    configuration.scheduling = scheduling
    configuration.scratchLimitBytes = scratchLimit
    configuration.resumeID = resume
    return configuration
  }

  /// Wherever it is said; nil where it isn't.
  private func executorMemoryBytes(by defaults: EnvironmentDefaults) throws -> Int? {
    let inEnvironment = try executorMemory == nil ? defaults.executorMemoryBytes : nil
    guard let bytes = executorMemory ?? inEnvironment else { return nil }
    guard bytes >= Self.leastExecutorMemoryBytes else {
      let origin = inEnvironment == nil ? "--executor-memory" : "CROFT_MEMORY"
      throw ValidationError("\(origin) \(bytes): that many bytes is not enough; write it like 512M or 2G")
    }
    return bytes
  }

  private static func memorySize(_ text: String) throws -> Int {
    guard let size = MemorySize(text) else {
      throw ValidationError("\"\(text)\" is not a size; write it like 512M or 2G")
    }
    return size.bytes
  }
}

/// How many executors an application has: `3`, or `1:8` for as many as there is work for.
public struct ExecutorCount: Sendable, Equatable, CustomStringConvertible {
  /// At least so many.
  public var minimum: Int
  /// Nil: no more and no fewer than the minimum.
  public var maximum: Int?

  /// - Parameters:
  ///   - minimum: at least 1.
  ///   - maximum: no less than `minimum`; nil for exactly as many.
  public init(minimum: Int, maximum: Int? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// - Throws: `ValidationError`, which says what is allowed.
  init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let minimum = parts[0], minimum >= 1,
      let maximum = parts[parts.count - 1], maximum >= minimum
    else {
      throw ValidationError(
        "\"\(text)\" is no number of executors: write one number, at least 1, or two as in 1:8, the smaller one first")
    }
    self.init(minimum: minimum, maximum: parts.count == 2 ? maximum : nil)
  }

  /// As an argument.
  public var description: String { maximum.map { "\(minimum):\($0)" } ?? "\(minimum)" }
}

extension JobScheduling: ExpressibleByArgument {}
extension ExecutorCoreSharing: ExpressibleByArgument {}
