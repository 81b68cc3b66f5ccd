import CroftProtocol
internal import GRDB

extension Store {
  /// Batches of attempts that one call removes at most, so that nobody waits long for it: some 10 ms.
  private static let batchesPerCall = 256
  /// What an application counts for besides its attempts: its jobs, stages and executors.
  private static let batchesPerApplication = 8
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

  /// Removes ended applications from the history: those beyond the age, and the oldest while the database is too large.
  /// When that isn't enough, the oldest attempts of running ones go too. To be called now and then, and again soon
  /// while it isn't done; costs less than 0.1 ms when there is nothing to do.
  func prune(now: Int, limits: HistoryLimits) throws(StoreError) -> Pruned {
    let agedOut = now - limits.maximumAgeMilliseconds
    var (pruned, isTooLarge) = try write { db in
      var pruned = Pruned()
      var room = Self.batchesPerCall
      while room > 0 {
        let isTooLarge = try Self.usedBytes(db) > limits.maximumBytes
        guard let isWhole = try Self.removeOldest(in: db, endedBefore: isTooLarge ? .max : agedOut, &room) else {
          break
        }
        if isWhole { pruned.applications += 1 }
      }
      if room > 0, try Self.usedBytes(db) > limits.maximumBytes {
        try db.run("DELETE FROM attemptBatch WHERE id IN (SELECT id FROM attemptBatch ORDER BY id LIMIT ?)", [room])
        pruned.batches = db.changesCount
      }
      pruned.isDone = room > 0 && pruned.batches == 0
      return (pruned, try Self.usedBytes(db) > limits.maximumBytes)
    }
    isHistoryFull = isTooLarge && pruned.isDone
    if try shrink() { pruned.isDone = false }
    return pruned
  }

  /// Removes the application that ended first of all that ended before a time: its attempts as far as there is room for
  /// them, then the rest of it.
  ///
  /// - Returns: Whether all of it is gone; nil when there is none.
  private static func removeOldest(in db: Database, endedBefore time: Int, _ room: inout Int) throws -> Bool? {
    let oldest = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT id FROM pastApplication WHERE endedAt IS NOT NULL AND endedAt < ? ORDER BY endedAt, id LIMIT 1
          """), arguments: [time])
    guard let oldest else { return nil }
    try db.run(
      "DELETE FROM attemptBatch WHERE id IN (SELECT id FROM attemptBatch WHERE application = ? LIMIT ?)",
      [oldest, room])
    room -= db.changesCount
    guard room > 0 else { return false }
    try db.remove(from: ApplicationRecord.table, oldest)
    room -= batchesPerApplication
    return true
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
