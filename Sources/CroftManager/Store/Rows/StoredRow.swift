internal import GRDB

/// A value that is one row of a table.
protocol StoredRow: Sendable {
  static var table: TableShape { get }
  /// In the order of the table's columns.
  var values: [(any DatabaseValueConvertible)?] { get }
  init(from row: inout RowReader) throws
}

/// Reads a row from its first column to its last.
struct RowReader {
  private let row: Row
  private var column: Int

  init(_ row: Row, from column: Int = 0) {
    self.row = row
    self.column = column
  }

  /// - Throws: `RowDecodingError` for a value of another kind, which a damaged file may hold.
  mutating func next<Value: DatabaseValueConvertible>(_: Value.Type = Value.self) throws -> Value {
    defer { column += 1 }
    return try row.decode(Value.self, atIndex: column)
  }

  mutating func nextIfAny<Value: DatabaseValueConvertible>(_: Value.Type = Value.self) throws -> Value? {
    defer { column += 1 }
    return try row.decode(Value?.self, atIndex: column)
  }

  /// A value that is stored by its raw value.
  mutating func nextCase<Value: RawRepresentable>(
    _: Value.Type = Value.self
  ) throws -> Value where Value.RawValue: DatabaseValueConvertible {
    guard let value = try nextCaseIfAny(Value.self) else { throw UnknownCase(type: "\(Value.self)", value: "NULL") }
    return value
  }

  mutating func nextCaseIfAny<Value: RawRepresentable>(
    _: Value.Type = Value.self
  ) throws -> Value? where Value.RawValue: DatabaseValueConvertible {
    guard let raw = try nextIfAny(Value.RawValue.self) else { return nil }
    guard let value = Value(rawValue: raw) else { throw UnknownCase(type: "\(Value.self)", value: "\(raw)") }
    return value
  }

  mutating func nextTexts() throws -> [String] { try PackedTexts.unpacked(next(DatabaseValue.self)) }
}

/// A stored value that this version doesn't know.
struct UnknownCase: Error, CustomStringConvertible {
  let type: String
  let value: String
  var description: String { "\(value) is no \(type)" }
}

extension Database {
  func put<Stored: StoredRow>(_ row: Stored) throws {
    try run(Stored.table.put, StatementArguments(row.values))
  }

  /// Removing what isn't there is no mistake.
  func remove(from table: TableShape, _ key: Int...) throws { try run(table.remove, StatementArguments(key)) }

  func run(_ sql: String, _ arguments: StatementArguments) throws {
    let statement = try cachedStatement(sql: sql)
    try statement.setArguments(arguments)
    try statement.execute()
  }

  /// - Parameter rest: What follows the table's name in a SELECT.
  func rows<Stored: StoredRow>(
    _: Stored.Type, _ rest: String, _ arguments: StatementArguments = []
  ) throws -> [Stored] {
    let sql = "SELECT \(Stored.table.columns) FROM \(Stored.table.name) \(rest)"
    return try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments).map { row in
      var reader = RowReader(row)
      return try Stored(from: &reader)
    }
  }
}
