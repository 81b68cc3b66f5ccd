import CroftProtocol

/// Attempts on their way into the history, gathered into a batch for each stage. A plain value; its cost is paid with
/// every task.
struct AttemptLog {
  /// So that a batch, in base 64, fits into one call to the manager: 56,000 bytes of the 64 KiB that it takes.
  static let mostBytes = 42_000
  /// No attempt takes more in a batch, leaving aside its error: five numbers of five bytes, and three to spare.
  private static let bytesPerAttempt = 28

  private struct Stage: Hashable {
    let job: JobID
    let stage: UInt16
  }

  /// The one that attempts came for last: mostly all come for one stage.
  private var current = AttemptBatch(job: JobID(0), stage: 0, attempts: [])
  private var others: [Stage: AttemptBatch] = [:]
  private var errorBytes: [Stage: Int] = [:]

  var isEmpty: Bool { current.attempts.isEmpty && others.isEmpty }

  /// - Returns: a batch, when it is full.
  mutating func append(_ attempt: consuming AttemptRecord, job: JobID, stage: UInt16) -> AttemptBatch? {
    if current.job != job || current.stage != stage { turn(to: Stage(job: job, stage: stage)) }
    let error = attempt.error
    current.attempts.append(attempt)
    var bytes = current.attempts.count * Self.bytesPerAttempt
    if error != nil || !errorBytes.isEmpty { bytes += noteError(error) }
    // The next one may come with an error.
    guard bytes + Self.bytesPerAttempt + AttemptBatch.maximumErrorBytes > Self.mostBytes else { return nil }
    return takeCurrent()
  }

  /// Gives what there is, and begins anew.
  mutating func takeAll() -> [AttemptBatch] {
    var batches = Array(others.values)
    others = [:]
    if !current.attempts.isEmpty { batches.append(takeCurrent()) }
    errorBytes = [:]
    return batches
  }

  private mutating func takeCurrent() -> AttemptBatch {
    let full = current
    current.attempts = []
    current.attempts.reserveCapacity(min(full.attempts.count, Self.mostBytes / Self.bytesPerAttempt))
    errorBytes[Stage(job: full.job, stage: full.stage)] = nil
    return full
  }

  private mutating func turn(to stage: Stage) {
    if !current.attempts.isEmpty { others[Stage(job: current.job, stage: current.stage)] = current }
    current = others.removeValue(forKey: stage) ?? AttemptBatch(job: stage.job, stage: stage.stage, attempts: [])
  }

  /// - Returns: what the errors of the current batch take at most.
  private mutating func noteError(_ error: String?) -> Int {
    let stage = Stage(job: current.job, stage: current.stage)
    if let error { errorBytes[stage, default: 0] += min(error.utf8.count, AttemptBatch.maximumErrorBytes) + 2 }
    return errorBytes[stage] ?? 0
  }
}
