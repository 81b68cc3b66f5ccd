import CroftProtocol
internal import GRDB

// The history, page by page. Each query costs as much as the page is long, however long the history is.
extension Store {
  /// The newest first, with what their executors have used.
  ///
  /// - Parameters:
  ///   - userID: Only this user's; nil: everybody's.
  ///   - after: A page's `next`.
  func applications(
    userID: Int? = nil, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<ApplicationRecord> {
    typealias Page = HistoryPage<ApplicationRecord>
    let found = try access { db in
      let user = userID == nil ? "" : "AND userID = ?"
      var arguments: StatementArguments = [after ?? .max]
      if let userID { arguments += [userID] }
      return try db.rows(
        ApplicationRecord.self, "WHERE id < ? \(user) ORDER BY id DESC LIMIT ?",
        arguments + [Page.count(limit) + 1]
      ).map { try Self.withUsage($0, in: db) }
    }
    return Page(found, limit: limit) { $0.id }
  }

  /// nil for one that the history doesn't know, or not any more.
  func application(_ id: ApplicationID) throws(StoreError) -> ApplicationRecord? {
    try access { db in
      try db.rows(ApplicationRecord.self, "WHERE id = ?", [id.rawValue]).first.map { try Self.withUsage($0, in: db) }
    }
  }

  private static func withUsage(_ record: ApplicationRecord, in db: Database) throws -> ApplicationRecord {
    let sums = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*), sum(cpuMicroseconds), max(memoryPeakBytes), sum(readBytes), sum(writtenBytes),
          sum(throttledMicroseconds), sum(outOfMemoryKills)
          FROM pastExecutor WHERE application = ? AND endedAt IS NOT NULL
          """), arguments: [record.id])
    guard let sums else { return record }
    var reader = RowReader(sums)
    var record = record
    record.executors = try reader.next()
    record.usage = try reader.nextUsage()
    return record
  }

  /// In the order of their numbers, as all below.
  func executors(
    of application: ApplicationID, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<ExecutorRecord> {
    try page("WHERE application = ? AND number > ?", [application.rawValue, after ?? 0], limit) { $0.number }
  }

  func jobs(
    of application: ApplicationID, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<JobRecord> {
    try page("WHERE application = ? AND number > ?", [application.rawValue, after ?? 0], limit) { $0.number }
  }

  func stages(
    of application: ApplicationID, job: JobID, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<StageRecord> {
    // Stages count from 0.
    try page(
      "WHERE application = ? AND job = ? AND number > ?", [application.rawValue, job.rawValue, after ?? -1], limit
    ) { $0.number }
  }

  private func page<Record: StoredRow & Equatable>(
    _ condition: String, _ arguments: StatementArguments, _ limit: Int, cursor: (Record) -> Int
  ) throws(StoreError) -> HistoryPage<Record> {
    typealias Page = HistoryPage<Record>
    let found = try access { db in
      try db.rows(
        Record.self, "\(condition) ORDER BY \(Record.table.key) LIMIT ?", arguments + [Page.count(limit) + 1])
    }
    return Page(found, limit: limit, cursor: cursor)
  }
}
