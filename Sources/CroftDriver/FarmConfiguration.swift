/// What an application asks of a farm.
public struct FarmConfiguration: Sendable, Equatable {
  /// What the application is called in lists and in the journal.
  public var name: String
  /// How many executor processes; with `maximumExecutors`, how many at least, from 0.
  public var executors: Int
  /// How many executor processes at most, asked for while work waits and given back when they are idle. Nil: no more
  /// and no fewer than `executors`.
  public var maximumExecutors: Int?
  /// For how long an executor beyond the least number may have nothing to do before it is given back, in seconds; one
  /// that holds cached partitions is kept. As Spark's `spark.dynamicAllocation.executorIdleTimeout`.
  public var executorIdleSeconds = 60.0
  /// With `maximumExecutors`, for how long tasks wait before one more executor is asked for, in seconds, and again
  /// before two more, four more. As Spark's `spark.dynamicAllocation.schedulerBacklogTimeout`.
  public var executorBacklogSeconds = 1.0
  /// Cores reserved for each executor, each for one of the tasks that run there at once (`coresPerTask`). Nil: the
  /// farm's cores, shared among the executors.
  public var executorCores: Int?
  /// Cores that a task takes: an executor runs as many tasks at once as these go into its cores, and always one. As
  /// Spark's `spark.task.cpus`. With `local[N]`, N cores are shared like an executor's.
  public var coresPerTask = 1
  /// Memory reserved for each executor, in bytes; its limit where the manager can enforce one. What tasks hold spills
  /// to disk before it is reached. With `local[N]`, what tasks hold in this process.
  public var executorMemoryBytes: Int
  /// How long an attempt of a task may run, in seconds; longer ones are stopped and tried again. Nil: for ever.
  public var taskDeadlineSeconds: Double?
  /// When to run a second attempt of a task beside a slow one. Nil: never.
  public var speculation: Speculation?
  /// How jobs that run at once share the executors.
  public var scheduling = JobScheduling.fifo
  /// The pools that jobs can be run in, beside the default one.
  public var pools: [String: JobPool] = [:]
  /// How many bytes a job may write to the scratch directory, shuffled data and what is spilled, before it fails;
  /// looked at when a task ends. Nil: as many as there is room for.
  public var scratchLimitBytes: Int?
  /// The name under which an application that ended before its time goes on where it was. Nil: it begins anew.
  public var resumeID: String?
  /// Which retry of the application this is: tasks that failed for good in the run before are run once more. 0 for the
  /// first run, and for one that only goes on where it was.
  package var retryNumber = 0

  /// The manager's queue that the application's executors come from. Nil: the manager's default.
  public var queue: String?
  /// Of the user's applications that wait in the queue, the one with the higher number is served first: -1000 to 1000.
  public var priority = 0
  /// Whether the first executors come all at once or not at all, for jobs that can't begin with some of them.
  public var isGang = false
  /// How executors' cores are their own. Nil: as the manager is configured.
  public var coreSharing: ExecutorCoreSharing?
  /// How long a job without any executor waits for a manager that is gone, in seconds, before it fails.
  public var managerWaitSeconds = 60.0

  /// Spark's default for an executor's memory.
  public static let defaultExecutorMemoryBytes = 1 << 30
  /// More processes than a machine's default limit on process numbers (kernel.pid_max is 32,768) lets there be.
  private static let mostExecutors = 1 << 15
  /// More than Linux supports (CONFIG_NR_CPUS is 8192 at most).
  private static let mostCores = 1 << 13
  /// What managers take.
  private static let priorities = -1000...1000
  /// Thirty years, so that nanoseconds fit into 64 bits.
  private static let longestSeconds = 1e9

  /// One executor of 1 GiB, unless told otherwise; the other properties as they are.
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
    let most = max(executors, maximumExecutors ?? 1)
    guard executors >= (maximumExecutors == nil ? 1 : 0), executorCores ?? 1 >= 1, executorMemoryBytes >= 1,
      (1...Self.mostExecutors).contains(most), executorCores ?? 1 <= Self.mostCores
    else {
      let asked = "\(most) executors of \(executorCores ?? 1) cores and \(executorMemoryBytes) bytes of memory"
      throw JobError(
        .noExecutors,
        """
        \(asked) were asked for; ask for at least one of each, and at most \(Self.mostExecutors) executors of \
        \(Self.mostCores) cores
        """)
    }
    guard coresPerTask >= 1, coresPerTask <= Self.mostCores else {
      throw JobError(
        .noExecutors, "tasks of \(coresPerTask) cores were asked for; ask for at least 1 and at most \(Self.mostCores)")
    }
    guard Self.priorities.contains(priority) else {
      throw JobError(.noExecutors, "a priority of \(priority) was asked for; choose one from -1000 to 1000")
    }
    if let maximumExecutors, maximumExecutors < executors {
      throw JobError(
        .noExecutors, "\(executors) to \(maximumExecutors) executors were asked for; name the smaller first")
    }
    if let taskDeadlineSeconds, !(taskDeadlineSeconds > 0 && taskDeadlineSeconds < Self.longestSeconds) {
      throw JobError(.invalidJob, "a task's deadline of \(taskDeadlineSeconds) s makes no sense; it has to be positive")
    }
    guard executorIdleSeconds >= 0, executorIdleSeconds < Self.longestSeconds else {
      throw JobError(.invalidJob, "an executor can't be idle for \(executorIdleSeconds) s: give at least 0")
    }
    guard executorBacklogSeconds >= 0, executorBacklogSeconds < Self.longestSeconds else {
      throw JobError(.invalidJob, "tasks can't wait for \(executorBacklogSeconds) s for executors: give at least 0")
    }
    guard managerWaitSeconds >= 0, managerWaitSeconds < Self.longestSeconds else {
      throw JobError(.invalidJob, "a manager can't be waited for for \(managerWaitSeconds) s: give at least 0")
    }
    if let scratchLimitBytes, scratchLimitBytes < 1 {
      throw JobError(.invalidJob, "a scratch limit of \(scratchLimitBytes) bytes leaves no room; give at least 1")
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

  /// Spark's defaults, unless told otherwise.
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

  /// - Parameters:
  ///   - scheduling: among the pool's own jobs.
  ///   - weight: at least 1.
  ///   - minimumShare: in slots, from 0 on.
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
