import CroftProtocol

/// What a stage's tasks took so far.
struct StageAccount {
  private(set) var busyNanoseconds: UInt64 = 0
  private(set) var metrics = TaskMetrics()
  /// When it was first seen at work, for who watches.
  var startNanoseconds: UInt64?

  /// What it has written to the scratch directory.
  var scratchBytes: UInt64 { metrics.shuffleWrittenBytes + metrics.spilledBytes }

  mutating func add(_ success: TaskSuccess) {
    busyNanoseconds += success.runNanoseconds
    metrics += success.metrics
  }
}
