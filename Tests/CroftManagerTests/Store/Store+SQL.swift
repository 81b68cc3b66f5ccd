import GRDB

@testable import CroftManager

/// What only tests do to a database.
extension Store {
  func execute(_ sql: String) throws { try queue.inDatabase { try $0.execute(sql: sql) } }

  /// Brings everything from the log into the file itself.
  func checkpoint() throws { try queue.inDatabase { _ = try $0.checkpoint(.truncate) } }
}
