/// What an application asks of a farm.
public struct FarmConfiguration: Sendable, Equatable {
  /// What the application is called in lists and in the journal.
  public var name: String
  /// How many executor processes; with `maximumExecutors`, how many at least.
  public var executors: Int
  /// How many executor processes at most, asked for while work waits and given back when they are idle. Nil: no more
  /// and no fewer than `executors`.
  public var maximumExecutors: Int?
  /// Tasks that run at once in each executor, and cores reserved for it. Nil: the farm's cores, shared among the
  /// executors.
  public var executorCores: Int?
  /// Memory reserved for each executor, in bytes; its limit where the manager can enforce one. What tasks hold spills to
  /// disk before it is reached. With `local[N]`, nil leaves it to the limits of this process.
  public var executorMemoryBytes: Int
  /// How long an attempt of a task may run, in seconds; longer ones are stopped and tried again. Nil: for ever.
  public var taskDeadlineSeconds: Double?
  /// When to run a second attempt of a task beside a slow one. Nil: never.
  public var speculation: Speculation?
  /// How jobs that run at once share the executors.
  public var scheduling = JobScheduling.fifo
  /// The pools that jobs can be run in, beside the default one.
  public var pools: [String: JobPool] = [:]
  /// How many bytes a job's shuffled data and results may take on disk. Nil: as much as there is.
  public var scratchLimitBytes: Int?
  /// The name under which an application that ended before its time goes on where it was. Nil: it begins anew.
  public var resumeID: String?

  /// Spark's default for an executor's memory.
  public static let defaultExecutorMemoryBytes = 1 << 30

  public init(
    name: String, executors: Int = 1, executorCores: Int? = nil,
    executorMemoryBytes: Int = FarmConfiguration.defaultExecutorMemoryBytes
  ) {
    self.name = name
    self.executors = executors
    self.executorCores = executorCores
    self.executorMemoryBytes = executorMemoryBytes
  }

  /// - Throws: `JobError` with the code `noExecutors` for numbers that no farm can give.
  func validate() throws {
    guard executors >= 1, executorCores ?? 1 >= 1, executorMemoryBytes >= 1 else {
      let asked = "\(executors) executors of \(executorCores ?? 1) cores and \(executorMemoryBytes) bytes of memory"
      throw JobError(.noExecutors, "\(asked) were asked for; ask for at least one of each")
    }
    if let maximumExecutors, maximumExecutors < executors {
      throw JobError(
        .noExecutors, "\(executors) to \(maximumExecutors) executors were asked for; name the smaller first")
    }
    if let taskDeadlineSeconds, !(taskDeadlineSeconds > 0 && taskDeadlineSeconds < 1e9) {
      throw JobError(.invalidJob, "a task's deadline of \(taskDeadlineSeconds) s makes no sense; it has to be positive")
    }
    if let speculation { try speculation.validate() }
    for (name, pool) in pools { try pool.validate(name: name) }
  }
}

/// When a task is slow enough that a second attempt is run beside it; the first of the two that ends counts. As Spark's
/// `spark.speculation`, `.quantile` and `.multiplier`.
public struct Speculation: Sendable, Equatable {
  /// The share of a stage's tasks that has to be done first, from 0 to 1.
  public var quantile: Double
  /// How many times as long as the median of those a task has to run.
  public var multiplier: Double

  public init(quantile: Double = 0.75, multiplier: Double = 1.5) {
    self.quantile = quantile
    self.multiplier = multiplier
  }

  func validate() throws {
    guard quantile >= 0, quantile <= 1, multiplier >= 1, multiplier < 1e6 else {
      throw JobError(
        .invalidJob,
        "speculation from \(quantile) of the tasks on, at \(multiplier) times the median: use 0 to 1, and at least 1")
    }
  }
}

/// How those who wait share what there is.
public enum JobScheduling: String, Sendable, Codable, CaseIterable {
  /// First come, first served.
  case fifo
  /// In turn, so that a short job does not wait for a long one's end.
  case fair
}

/// A share of the executors for jobs that belong together, as a pool of Spark's fair scheduler.
public struct JobPool: Sendable, Equatable {
  /// How the pool's own jobs share.
  public var scheduling: JobScheduling
  /// Of two pools with work, one of twice the weight gets twice the slots.
  public var weight: Int
  /// Slots that it gets before any pool gets more than its own minimum.
  public var minimumShare: Int

  public init(scheduling: JobScheduling = .fifo, weight: Int = 1, minimumShare: Int = 0) {
    self.scheduling = scheduling
    self.weight = weight
    self.minimumShare = minimumShare
  }

  func validate(name: String) throws {
    guard weight >= 1, minimumShare >= 0 else {
      throw JobError(
        .invalidJob,
        "the pool \"\(name)\" has the weight \(weight) and the minimum share \(minimumShare); use at least 1 and 0")
    }
  }
}
