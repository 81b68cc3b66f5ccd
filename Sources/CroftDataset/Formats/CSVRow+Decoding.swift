extension CSVRow {
  /// The row as a value: properties by the columns' names, or by position where coding keys are integers.
  ///
  /// Properties may be numbers, `Bool` (`true`, `false`, `1`, `0`), `String`, `Text`, enumerations with raw values, and
  /// optionals of these: nil where the column is missing or the field is empty and not quoted.
  ///
  /// - Throws: `CSVError` that names the record, the column and the field that does not fit.
  public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try Value(from: CSVRowDecoder(row: self))
  }
}

struct CSVRowDecoder: Decoder {
  let row: CSVRow
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(CSVKeyedDecodingContainer<Key>(row: row))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { CSVUnkeyedDecodingContainer(row: row) }

  /// For a type that is one field: the row's first.
  func singleValueContainer() -> any SingleValueDecodingContainer { CSVFieldDecoder(row: row, column: 0) }
}

/// One field of a row: what a property's own `init(from:)` gets.
struct CSVFieldDecoder: Decoder, SingleValueDecodingContainer {
  let row: CSVRow
  let column: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw nested }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw nested }
  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// An empty field is no value; a quoted one is an empty text.
  func decodeNil() -> Bool {
    guard let field = row.field(at: column) else { return true }
    return field.count == 0 && !field.isQuoted
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let scalar = type as? any CSVScalar.Type {
      let field = try row[column]
      guard let value = scalar.init(csvField: field) as? Value else {
        throw row.failure(column: column, "\(scalar.csvKind) was expected, not \(Self.shown(field))")
      }
      return value
    }
    do {
      return try Value(from: self)
    } catch let error as DecodingError {
      // Such as a raw value that an enumeration does not have.
      throw row.failure(column: column, "\(Self.shown(try row[column])) is no \(type): \(Self.reason(error))")
    }
  }

  func integer() throws -> Int { try row.int(column) ?? decode(Int.self) }
  func double() throws -> Double { try row.double(column) ?? decode(Double.self) }
  func string() throws -> String { String(try row[column]) }
  func bool() throws -> Bool { try Bool(csvField: row[column]) ?? decode(Bool.self) }

  var nested: CSVError { row.failure(column: column, "a field of a CSV file can't hold a structure") }

  /// What a person needs to find the field, and no more.
  private static func shown(_ field: Text) -> String {
    let longest = 60
    let start = String(field.count > longest ? field.slice(from: 0, to: longest) : field).debugDescription
    return field.count > longest ? "\(start)…" : start
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
      .valueNotFound(_, let context):
      context.debugDescription
    @unknown default: String(describing: error)
    }
  }
}
