import CroftProtocol
internal import GRDB

// The history, page by page. Each query costs as much as the page is long, however long the history is.
extension Store {
  /// The newest first, with what their executors have used.
  ///
  /// - Parameters:
  ///   - userID: Only this user's; nil: everybody's.
  ///   - name: The beginning of their names; nil: of any name.
  ///   - after: A page's `next`.
  func applications(
    userID: Int? = nil, name: String? = nil, after: Int? = nil, limit: Int = 100
  ) throws(StoreError) -> HistoryPage<ApplicationRecord> {
    typealias Page = HistoryPage<ApplicationRecord>
    let found = try access { db in
      var conditions = ["id < ?"]
      var arguments: StatementArguments = [after ?? .max]
      if let userID {
        conditions.append("userID = ?")
        arguments += [userID]
      }
      if let name {
        // No name goes on with the last character of all, which stands for nothing.
        conditions.append("name >= ? AND name < ?")
        arguments += [name, name + "\u{10FFFF}"]
      }
      let rest = "WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?"
      arguments += [Page.count(limit) + 1]
      let records = try db.rows(ApplicationRecord.self, rest, arguments)
      return try Self.withUsage(records, in: db, "IN (SELECT id FROM pastApplication \(rest))", arguments)
    }
    return Page(found, limit: limit) { $0.id }
  }

  /// nil for one that the history doesn't know, or not any more.
  func application(_ id: ApplicationID) throws(StoreError) -> ApplicationRecord? {
    try access { db in
      let records = try db.rows(ApplicationRecord.self, "WHERE id = ?", [id.rawValue])
      return try Self.withUsage(records, in: db, "= ?", [id.rawValue]).first
    }
  }

  /// Adds up what executors have used, of all records in one go: a query for each would take longer than all else.
  ///
  /// - Parameter applications: Which those are, to stand behind their column.
  private static func withUsage(
    _ records: [ApplicationRecord], in db: Database, _ applications: String, _ arguments: StatementArguments
  ) throws -> [ApplicationRecord] {
    let sums = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT application, count(*), sum(cpuMicroseconds), max(memoryPeakBytes), sum(readBytes), sum(writtenBytes),
          sum(throttledMicroseconds), sum(outOfMemoryKills)
          FROM pastExecutor WHERE application \(applications) AND endedAt IS NOT NULL GROUP BY application
          """), arguments: arguments)
    var used: [Int: (executors: Int, usage: UsageRecord)] = [:]
    for row in sums {
      var reader = RowReader(row)
      used[try reader.next()] = (try reader.next(), try reader.nextUsage())
    }
    return records.map { record in
      var record = record
      if let found = used[record.id] { (record.executors, record.usage) = found }
      return record
    }
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
