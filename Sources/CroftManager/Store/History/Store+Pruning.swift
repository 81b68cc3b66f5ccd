import CroftProtocol
internal import GRDB

extension Store {
  /// Batches of attempts that one call removes at most, so that nobody waits long for it: some 10 ms.
  private static let batchesPerCall = 256
  /// What an application counts for besides its attempts: its jobs, stages and executors.
  private static let batchesPerApplication = 8
  /// Of a running application's, between two looks whether that was enough.
  private static let batchesPerStep = 16
  /// Of 4 KiB each, given back to the file system in one call.
  private static let pagesPerCall = 1024

  /// What a call has done.
  struct Pruned: Equatable, Sendable {
    var applications = 0
    /// Of applications that still run.
    var batches = 0
    /// Whether another call finds more to do.
    var isDone = true
  }

  /// Removes ended applications from the history: those beyond the age, and, while the database is too large, the
  /// oldest of whoever holds the most of it. Where that user has none, the attempts of one that still runs go. To be
  /// called now and then, and again soon while it isn't done; costs less than 0.1 ms when there is nothing to do.
  func prune(now: Int, limits: HistoryLimits) throws(StoreError) -> Pruned {
    let agedOut = now - limits.maximumAgeMilliseconds
    var (pruned, isTooLarge) = try write { db in
      var pruned = Pruned()
      var room = Self.batchesPerCall
      while room > 0, let oldest = try Self.oldest(in: db, "endedAt < ?", agedOut) {
        if try Self.remove(oldest, from: db, &room) { pruned.applications += 1 }
      }
      if room > 0, try Self.usedBytes(db) > limits.maximumBytes {
        try Self.shorten(db, to: limits.maximumBytes, &room, &pruned)
      }
      pruned.isDone = room > 0
      return (pruned, try Self.usedBytes(db) > limits.maximumBytes)
    }
    isHistoryFull = isTooLarge && pruned.isDone
    if try shrink() { pruned.isDone = false }
    return pruned
  }

  /// Takes from whoever holds the most, as long as the database is too large: nobody's reports push out what
  /// is others'.
  private static func shorten(
    _ db: Database, to maximumBytes: Int, _ room: inout Int, _ pruned: inout Pruned
  ) throws {
    var shares = try shares(db)
    while room > 0, try usedBytes(db) > maximumBytes,
      let user = shares.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key
    {
      if let oldest = try oldest(in: db, "endedAt IS NOT NULL AND userID = ?", user) {
        let bytes = try Int.fetchOne(db, sql: "SELECT bytes FROM pastApplication WHERE id = ?", arguments: [oldest])
        guard try remove(oldest, from: db, &room) else { continue }
        pruned.applications += 1
        shares[user, default: 0] -= bytes ?? 0
      } else if let running = try largestRunning(of: user, in: db) {
        try removeBatches(of: running.id, min(room, batchesPerStep), from: db)
        let left = try Int.fetchOne(db, sql: "SELECT bytes FROM pastApplication WHERE id = ?", arguments: [running.id])
        shares[user, default: 0] -= running.bytes - (left ?? 0)
        room -= batchesPerStep
        pruned.batches += batchesPerStep
      } else {
        shares[user] = nil
      }
    }
  }

  /// What each user holds, in bytes.
  private static func shares(_ db: Database) throws -> [Int: Int] {
    let rows = try Row.fetchAll(db, sql: "SELECT userID, sum(bytes) FROM pastApplication GROUP BY userID")
    let pairs = try rows.map { row in
      (try row.decode(Int.self, atIndex: 0), try row.decode(Int.self, atIndex: 1))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Of the ended applications that the condition holds for.
  private static func oldest(in db: Database, _ condition: String, _ value: Int) throws -> Int? {
    let sql = "SELECT id FROM pastApplication WHERE endedAt IS NOT NULL AND \(condition) ORDER BY endedAt, id LIMIT 1"
    return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: [value])
  }

  /// Of a user's running applications, the one that holds the most of those with attempts to remove.
  private static func largestRunning(of user: Int, in db: Database) throws -> (id: Int, bytes: Int)? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT id, bytes FROM pastApplication AS past WHERE endedAt IS NULL AND userID = ?
          AND EXISTS (SELECT 1 FROM attemptBatch WHERE application = past.id) ORDER BY bytes DESC LIMIT 1
          """), arguments: [user])
    return try row.map { (try $0.decode(Int.self, atIndex: 0), try $0.decode(Int.self, atIndex: 1)) }
  }

  /// Removes an application: its attempts as far as there is room for them, then the rest of it.
  ///
  /// - Returns: Whether all of it is gone.
  private static func remove(_ application: Int, from db: Database, _ room: inout Int) throws -> Bool {
    try removeBatches(of: application, room, from: db)
    room -= db.changesCount
    guard room > 0 else { return false }
    try db.remove(from: ApplicationRecord.table, application)
    room -= batchesPerApplication
    return true
  }

  /// Removes its first attempts.
  private static func removeBatches(of application: Int, _ count: Int, from db: Database) throws {
    try db.run(
      """
      DELETE FROM attemptBatch WHERE id IN
      (SELECT id FROM attemptBatch WHERE application = ? ORDER BY job, stage, id LIMIT ?)
      """, [application, count])
  }

  /// Pages in use; freed ones are used again first.
  private static func usedBytes(_ db: Database) throws -> Int {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    return (pages - free) * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
  }

  /// - Returns: Whether freed pages are left.
  private func shrink() throws(StoreError) -> Bool {
    try access { db in
      guard try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0 > 0 else { return false }
      // Each step frees a page, so all of them have to be taken.
      _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum(\(Self.pagesPerCall))")
      return try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0 > 0
    }
  }
}
