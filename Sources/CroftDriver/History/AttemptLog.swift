import CroftProtocol

/// Attempts on their way into the history, gathered into a batch for each stage. A plain value; its cost is paid with
/// every task.
struct AttemptLog {
  /// So that a batch, in base 64, fits into one call to the manager: 56,000 bytes of the 64 KiB that it takes.
  static let mostBytes = 42_000
  /// No attempt takes more in a batch, leaving aside its error and its end: five numbers of five bytes, one byte where
  /// only others have an end, and two to spare.
  private static let bytesPerAttempt = 28

  private struct Stage: Hashable {
    let job: JobID
    let stage: UInt16
  }

  /// The one that attempts came for last: mostly all come for one stage.
  private var current = AttemptBatch(job: JobID(0), stage: 0, attempts: [])
  private var others: [Stage: AttemptBatch] = [:]
  /// What the errors and the ends in each batch take.
  private var extraBytes: [Stage: Int] = [:]

  var isEmpty: Bool { current.attempts.isEmpty && others.isEmpty }

  /// - Returns: a batch, when it is full.
  mutating func append(_ attempt: consuming AttemptRecord, job: JobID, stage: UInt16) -> AttemptBatch? {
    if current.job != job || current.stage != stage { turn(to: Stage(job: job, stage: stage)) }
    let extra = Self.extraBytes(of: attempt)
    current.attempts.append(attempt)
    var bytes = current.attempts.count * Self.bytesPerAttempt
    if extra > 0 || !extraBytes.isEmpty { bytes += note(extra) }
    // The next one may come with an error and an end.
    let most = Self.bytesPerAttempt + AttemptBatch.maximumErrorBytes + AttemptEnd.maximumBytes
    guard bytes + most > Self.mostBytes else { return nil }
    return takeCurrent()
  }

  /// Gives what there is, and begins anew.
  mutating func takeAll() -> [AttemptBatch] {
    var batches = Array(others.values)
    others = [:]
    if !current.attempts.isEmpty { batches.append(takeCurrent()) }
    extraBytes = [:]
    return batches
  }

  private mutating func takeCurrent() -> AttemptBatch {
    let full = current
    current.attempts = []
    current.attempts.reserveCapacity(min(full.attempts.count, Self.mostBytes / Self.bytesPerAttempt))
    extraBytes[Stage(job: full.job, stage: full.stage)] = nil
    return full
  }

  private mutating func turn(to stage: Stage) {
    if !current.attempts.isEmpty { others[Stage(job: current.job, stage: current.stage)] = current }
    current = others.removeValue(forKey: stage) ?? AttemptBatch(job: stage.job, stage: stage.stage, attempts: [])
  }

  private static func extraBytes(of attempt: borrowing AttemptRecord) -> Int {
    let error = attempt.error.map { min($0.utf8.count, AttemptBatch.maximumErrorBytes) + 2 } ?? 0
    return error + (attempt.end == nil ? 0 : AttemptEnd.maximumBytes)
  }

  /// - Returns: what the errors and the ends of the current batch take at most.
  private mutating func note(_ extra: Int) -> Int {
    let stage = Stage(job: current.job, stage: current.stage)
    if extra > 0 { extraBytes[stage, default: 0] += extra }
    return extraBytes[stage] ?? 0
  }
}
