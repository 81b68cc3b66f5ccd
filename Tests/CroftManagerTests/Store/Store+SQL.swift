import GRDB

@testable import CroftManager

/// What only tests do to a database.
extension Store {
  func execute(_ sql: String) throws { try queue.inDatabase { try $0.execute(sql: sql) } }

  func numbers(_ sql: String) throws -> [Int] { try queue.inDatabase { try Int.fetchAll($0, sql: sql) } }

  /// How the database goes about a statement.
  func plan(_ sql: String) throws -> [String] {
    try queue.inDatabase { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] } }
  }

  /// Brings everything from the log into the file itself.
  func checkpoint() throws { try queue.inDatabase { _ = try $0.checkpoint(.truncate) } }
}
