/// Attempts of one stage, packed: what a driver reports and the manager stores, some thousand at a time.
///
/// On the wire a version byte, the job, the stage and the number of attempts, then one column after another, because
/// neighbours in a column differ little: partitions, executors and starts as differences to the one before,
/// attempts' numbers with their outcomes as runs, durations as they are, and for those that didn't succeed the place
/// of their error in a table of texts. All are variable-length integers. A short task takes about seven bytes.
/// Where some attempt has an `AttemptEnd`, the version is 2, and a column of them follows; a command's takes about ten
/// bytes.
package struct AttemptBatch: Sendable, Equatable {
  /// Bump it when the layout changes, and keep reading the older ones: batches stay in the history for months.
  static let version: UInt8 = 2
  /// What a batch without a single `AttemptEnd` is written as, so that it costs nothing that there could be some.
  static let versionWithoutEnds: UInt8 = 1
  /// Bounds what one report makes the manager do at once to a few milliseconds.
  package static let maximumAttempts = 8192
  /// More than so many attempts take with a full table of errors, and the longest end each.
  package static let maximumBytes = 1 << 20
  /// Errors repeat: all attempts of a stage mostly fail alike. Those beyond the table are stored without a text.
  package static let maximumErrors = 256
  /// A line or two; the whole text is in the journal.
  package static let maximumErrorBytes = 512

  package var job: JobID
  package var stage: UInt16
  package var attempts: [AttemptRecord]

  /// - Parameter attempts: At most `maximumAttempts`, in any order; the order of their starts packs best.
  package init(job: JobID, stage: UInt16, attempts: [AttemptRecord]) {
    self.job = job
    self.stage = stage
    self.attempts = attempts
  }
}
