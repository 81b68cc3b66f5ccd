/// The fields of a row by the columns' names.
///
/// One generic `decode` stands for most of the protocol's fifteen. The others are there because a generic function that
/// is called through a generic type stays generic, which makes it several times as slow.
struct CSVKeyedDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let row: CSVRow
  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] { row.columns.compactMap { Key(stringValue: String($0)) } }
  func contains(_ key: Key) -> Bool { column(key).map { $0 < row.count } ?? false }
  func decodeNil(forKey key: Key) throws -> Bool { try field(key).decodeNil() }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try field(key).decode(type) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw try field(key).nested }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw try field(key).nested }
  func superDecoder() -> any Decoder { CSVRowDecoder(row: row) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try field(key) }

  private func column(_ key: Key) -> Int? { key.intValue ?? row.position(ofColumn: key.stringValue) }

  private func field(_ key: Key) throws -> CSVFieldDecoder {
    guard let column = column(key) else { throw row.unknown(key.stringValue) }
    return CSVFieldDecoder(row: row, column: column)
  }
}

extension CSVKeyedDecodingContainer {
  func decode(_: Int.Type, forKey key: Key) throws -> Int { try field(key).integer() }
  func decode(_: Double.Type, forKey key: Key) throws -> Double { try field(key).double() }
  func decode(_: String.Type, forKey key: Key) throws -> String { try field(key).string() }
  func decode(_: Bool.Type, forKey key: Key) throws -> Bool { try field(key).bool() }

  func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.integer() }
  func decodeIfPresent(_: Double.Type, forKey key: Key) throws -> Double? { try present(key)?.double() }
  func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? { try present(key)?.string() }
  func decodeIfPresent(_: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.bool() }

  /// Nil where the column is missing or the field has no value.
  private func present(_ key: Key) -> CSVFieldDecoder? {
    guard let column = column(key) else { return nil }
    let field = CSVFieldDecoder(row: row, column: column)
    return field.decodeNil() ? nil : field
  }
}

/// The fields of a row in their order.
struct CSVUnkeyedDecodingContainer: UnkeyedDecodingContainer {
  let row: CSVRow
  var codingPath: [any CodingKey] { [] }
  var currentIndex = 0

  var count: Int? { row.count }
  var isAtEnd: Bool { currentIndex >= row.count }
  private var field: CSVFieldDecoder { CSVFieldDecoder(row: row, column: currentIndex) }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, field.decodeNil() else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try field.decode(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { throw field.nested }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw field.nested }
  mutating func superDecoder() throws -> any Decoder { CSVRowDecoder(row: row) }
}
