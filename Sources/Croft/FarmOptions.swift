import CroftDriver
import CroftLinux
import CroftProtocol

public import ArgumentParser

/// The options that every application has: where to run, and on how much of it.
public struct FarmOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to run: local, local[N] or local[*] (threads of this process), unix:PATH (a manager's socket), or croft.",
      discussion: "Default: CROFT_MASTER, else the user's manager, else the system's.", valueName: "url"))
  public var master: String?

  @Option(
    help: ArgumentHelp(
      "How many executor processes, or MIN:MAX: more while work waits, fewer when they are idle.", valueName: "count"))
  public var executors = ExecutorCount(minimum: 1)

  @Option(
    help: ArgumentHelp(
      "Tasks at once in each executor. Default: the farm's cores, shared among the executors.", valueName: "cores"))
  public var executorCores: Int?

  @Option(
    help: ArgumentHelp("Memory for each executor: 512M, 2G, ….", valueName: "size"), transform: Self.memorySize)
  public var executorMemory = FarmConfiguration.defaultExecutorMemoryBytes

  @Option(help: ArgumentHelp("What the application is called. Default: the program's name.", valueName: "name"))
  public var name: String?

  @Option(
    help: ArgumentHelp("Stop an attempt of a task that runs longer, and try again.", valueName: "seconds"))
  public var taskDeadline: Double?

  @Flag(help: "Run a second attempt beside a task that takes much longer than the others of its stage.")
  public var speculation = false

  @Option(help: ArgumentHelp("How jobs that run at once share the executors: fifo or fair.", valueName: "mode"))
  public var scheduling = JobScheduling.fifo

  @Option(
    help: ArgumentHelp("How much a job may write to the scratch directory: 10G, ….", valueName: "size"),
    transform: Self.memorySize)
  public var scratchLimit: Int?

  @Option(
    help: ArgumentHelp(
      "Go on where an earlier run with this id ended before its time; keep what this one achieves if it does.",
      valueName: "id"))
  public var resume: String?

  @Flag(help: "Show no progress.")
  public var quiet = false

  public init() {}

  public func validate() throws {
    if let executorCores, executorCores <= 0 {
      throw ValidationError("--executor-cores \(executorCores): at least one is needed")
    }
    if let taskDeadline, !(taskDeadline > 0) {
      throw ValidationError("--task-deadline \(taskDeadline): it has to be positive")
    }
  }

  /// Connects to the farm that the options name.
  ///
  /// - Throws: an error that says what to do when there is no farm.
  public func connect() throws -> Farm {
    var configuration = FarmConfiguration(
      name: name ?? CurrentProgram.name, executors: executors.minimum, executorCores: executorCores,
      executorMemoryBytes: executorMemory)
    configuration.maximumExecutors = executors.maximum
    configuration.taskDeadlineSeconds = taskDeadline
    configuration.speculation = speculation ? Speculation() : nil
    configuration.scheduling = scheduling
    configuration.scratchLimitBytes = scratchLimit
    configuration.resumeID = resume
    return try Farm.connect(master: master, configuration, progress: quiet ? .none : .automatic)
  }

  private static func memorySize(_ text: String) throws -> Int {
    guard let size = MemorySize(text) else {
      throw ValidationError("\"\(text)\" is not a size; write it like 512M or 2G")
    }
    return size.bytes
  }
}

/// `3`, or `1:8`.
public struct ExecutorCount: ExpressibleByArgument, Sendable, Equatable, CustomStringConvertible {
  public var minimum: Int
  /// Nil: no more and no fewer than the minimum.
  public var maximum: Int?

  public init(minimum: Int, maximum: Int? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }

  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let minimum = parts[0], minimum >= 1 else { return nil }
    self.minimum = minimum
    guard parts.count == 2 else { return }
    guard let maximum = parts[1], maximum >= minimum else { return nil }
    self.maximum = maximum
  }

  public var description: String { maximum.map { "\(minimum):\($0)" } ?? "\(minimum)" }
  public var defaultValueDescription: String { description }
}

extension JobScheduling: ExpressibleByArgument {}
