/// How one attempt of a task ended.
package enum AttemptOutcome: UInt8, Sendable, CaseIterable {
  case succeeded, failed, lost, outOfMemory, timedOut, cancelled
}

/// What is remembered of one attempt of a task.
package struct AttemptRecord: Sendable, Hashable {
  package var partition: UInt32
  /// Counted from 0 within the task.
  package var number: UInt16
  /// Counted from 1 within the application, as in `ExecutorID`.
  package var executor: UInt32
  /// Since 1970.
  package var startMilliseconds: Int
  package var durationMicroseconds: UInt64
  package var outcome: AttemptOutcome
  /// Why it didn't succeed, in short; cut at `AttemptBatch.maximumErrorBytes` when it is stored.
  package var error: String?
  /// Of a command, how it ended and what it used.
  package var end: AttemptEnd?

  package init(
    partition: UInt32, number: UInt16, executor: UInt32, startMilliseconds: Int, durationMicroseconds: UInt64,
    outcome: AttemptOutcome, error: String? = nil, end: AttemptEnd? = nil
  ) {
    self.partition = partition
    self.number = number
    self.executor = executor
    self.startMilliseconds = startMilliseconds
    self.durationMicroseconds = durationMicroseconds
    self.outcome = outcome
    self.error = error
    self.end = end
  }

  /// When it ended, since 1970; rounded down, and never beyond what can be counted.
  package var endMilliseconds: Int {
    let (end, isTooLate) = startMilliseconds.addingReportingOverflow(Int(durationMicroseconds / 1000))
    return isTooLate ? .max : end
  }
}
