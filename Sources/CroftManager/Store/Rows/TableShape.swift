/// A table's columns, and the statements that they make.
struct TableShape: Sendable {
  let name: String
  let columns: String
  /// The primary key's columns.
  let key: String
  /// Inserts a row, or replaces what is beside its key.
  let put: String
  /// Deletes by the key's columns.
  let remove: String

  /// - Parameters:
  ///   - key: The primary key's columns, which come first in a row.
  ///   - others: The rest, in a row's order.
  init(_ name: String, key: [String], others: [String]) {
    let all = key + others
    self.name = name
    columns = all.joined(separator: ", ")
    self.key = key.joined(separator: ", ")
    // Not INSERT OR REPLACE, which deletes the old row first, and with it all that refers to it.
    let updates = others.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    put = """
      INSERT INTO \(name) (\(columns)) VALUES (\(all.map { _ in "?" }.joined(separator: ", "))) \
      ON CONFLICT (\(self.key)) DO UPDATE SET \(updates)
      """
    remove = "DELETE FROM \(name) WHERE " + key.map { "\($0) = ?" }.joined(separator: " AND ")
  }
}
