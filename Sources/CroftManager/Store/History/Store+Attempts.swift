import CroftProtocol
internal import GRDB

extension Store {
  /// An attempt and its place in the list of its stage.
  private struct Placed: Equatable, Sendable {
    let attempt: AttemptRecord
    let cursor: Int
  }

  /// A batch's row and the place in it, as one number: places take 13 bits.
  private static let placeBits = AttemptBatch.maximumAttempts.trailingZeroBitCount

  /// The attempts of a stage, in the order in which they were reported. Reads only as many batches as the page needs.
  func attempts(
    of application: ApplicationID, job: JobID, stage: UInt16, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<AttemptRecord> {
    let wanted = HistoryPage<AttemptRecord>.count(limit) + 1
    let start = min(max(after ?? -1, -1), .max - 1) + 1
    var found: [Placed] = []
    try access { db in
      let batches = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT id, attempts FROM attemptBatch WHERE application = ? AND job = ? AND stage = ? AND id >= ?
            ORDER BY id
            """),
        arguments: [application.rawValue, job.rawValue, stage, start >> Self.placeBits])
      while found.count < wanted, let row = try batches.next() {
        let first = try row.decode(Int.self, atIndex: 0) << Self.placeBits
        guard let packed = Blob.bytes(of: try row.decode(DatabaseValue.self, atIndex: 1)) else { continue }
        let attempts = try AttemptBatch(decoding: packed).attempts
        let skipped = min(max(start - first, 0), attempts.count)
        for place in attempts.indices[skipped...].prefix(wanted - found.count) {
          found.append(Placed(attempt: attempts[place], cursor: first + place))
        }
      }
    }
    return HistoryPage(found, limit: limit) { $0.cursor }.map(\.attempt)
  }
}
