public import CroftDataset
import CroftLinux
import CroftProtocol

/// What a job took, beside its result.
public struct JobReport: Sendable {
  /// What one stage took.
  public struct Stage: Sendable, Equatable {
    /// The operator at its end.
    public let name: String
    /// How many there are, whatever the number of attempts.
    public let tasks: Int
    /// How many of them an earlier run of the application had done (`FarmConfiguration.resumeID`).
    public let resumedTasks: Int
    /// How many of them had all the attempts that they may have, and failed; the job went on without them.
    public let failedTasks: Int
    /// Time that executors' slots spent in its tasks, in seconds; only attempts that counted.
    public let busySeconds: Double
    /// What its tasks moved; only attempts that counted.
    public let bytes: BytesMoved
    /// Whether it did not run, because what it would have made was kept already.
    public let isSkipped: Bool
  }

  /// What the program calls the job.
  public let name: String
  /// From the call to the result, in seconds.
  public let seconds: Double
  /// Each after those whose output it reads; the last one is the action's.
  public let stages: [Stage]
  /// All stages together.
  public let bytes: BytesMoved
  /// What went wrong on the way and was dealt with.
  public let failures: FailureCounts
  /// What the job's tasks added up on the way.
  public let accumulators: AccumulatorValues
}

extension JobReport {
  init(of execution: JobExecution) {
    name = execution.name
    seconds = Double(MonotonicTime.nowNanoseconds - execution.startNanoseconds) / 1e9
    stages = zip(execution.plan.graph.stages, execution.shape.stages).enumerated().map { number, stage in
      let account = execution.accounts[number]
      return Stage(
        name: stage.0.terminal.name ?? stage.0.terminal.operation, tasks: stage.1.partitionCount,
        resumedTasks: account.resumedTasks, failedTasks: account.failedTasks,
        busySeconds: Double(account.busyNanoseconds) / 1e9, bytes: BytesMoved(account.metrics),
        isSkipped: stage.1.isDormant && account.busyNanoseconds == 0)
    }
    bytes = BytesMoved(execution.accounts.reduce(into: TaskMetrics()) { $0 += $1.metrics })
    failures = FailureCounts(execution.counters)
    accumulators = execution.accumulators
  }
}

/// How many bytes tasks moved, and where.
public struct BytesMoved: Sendable, Equatable {
  /// Read from input files, decompressed.
  public let input: UInt64
  /// Read from map outputs.
  public let shuffleRead: UInt64
  /// Written to map outputs.
  public let shuffleWritten: UInt64
  /// Written to disk because memory was short.
  public let spilled: UInt64
  /// Written to the job's output directory.
  public let output: UInt64

  init(_ metrics: TaskMetrics) {
    input = metrics.inputBytes
    shuffleRead = metrics.shuffleReadBytes
    shuffleWritten = metrics.shuffleWrittenBytes
    spilled = metrics.spilledBytes
    output = metrics.outputBytes
  }
}

/// How often what went wrong and was dealt with. Attempts, not tasks.
public struct FailureCounts: Sendable, Equatable {
  /// The user's code threw, or the machine failed the task.
  public let errors: Int
  /// The executor was lost.
  public let executorsLost: Int
  /// The executor ran out of memory.
  public let outOfMemory: Int
  /// The deadline passed.
  public let timeouts: Int
  /// A map output was missing or damaged.
  public let mapOutputsLost: Int
  /// A cached partition was gone.
  public let cachedInputsLost: Int
  /// Second attempts beside slow ones.
  public let speculated: Int

  init(_ counters: JobCounters) {
    errors = counters.errors
    executorsLost = counters.executorsLost
    outOfMemory = counters.outOfMemory
    timeouts = counters.timeouts
    mapOutputsLost = counters.mapOutputsLost
    cachedInputsLost = counters.cachedInputsLost
    speculated = counters.speculated
  }
}
