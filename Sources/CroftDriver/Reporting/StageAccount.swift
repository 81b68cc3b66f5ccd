import CroftProtocol

/// What a stage's tasks took so far.
struct StageAccount {
  private(set) var busyNanoseconds: UInt64 = 0
  private(set) var metrics = TaskMetrics()
  /// Tasks that this driver has seen finished, and those that an earlier one had.
  private(set) var countedTasks = 0
  private(set) var resumedTasks = 0
  /// Tasks among either that are finished without a result.
  private(set) var failedTasks = 0
  /// When the first task was sent to an executor.
  private(set) var sentNanoseconds: UInt64?
  /// When the first of the counted ones began.
  private(set) var startNanoseconds: UInt64?
  /// When the last of the counted ones ended.
  private(set) var lastNanoseconds: UInt64 = 0

  mutating func noteSending(atNanoseconds now: UInt64) { sentNanoseconds = sentNanoseconds ?? now }

  /// What it has written to the scratch directory.
  var scratchBytes: UInt64 { metrics.shuffleWrittenBytes + metrics.spilledBytes }

  mutating func add(_ success: TaskSuccess, atNanoseconds now: UInt64) {
    if countedTasks == 0 { startNanoseconds = now - min(success.runNanoseconds, now) }
    lastNanoseconds = now
    countedTasks += 1
    addWork(of: success)
  }

  /// Adds what an earlier driver's executors have done.
  mutating func addResumed(_ success: TaskSuccess) {
    resumedTasks += 1
    addWork(of: success)
  }

  /// Adds a task that this driver has given up.
  mutating func addFailed(atNanoseconds now: UInt64) {
    if countedTasks == 0 { startNanoseconds = now }
    lastNanoseconds = now
    countedTasks += 1
    failedTasks += 1
  }

  /// Adds a task that an earlier driver had given up.
  mutating func addResumedFailure() {
    resumedTasks += 1
    failedTasks += 1
  }

  private mutating func addWork(of success: TaskSuccess) {
    busyNanoseconds += success.runNanoseconds
    metrics += success.metrics
  }
}
