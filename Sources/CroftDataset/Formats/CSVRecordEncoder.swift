/// Encodes a value as the fields of a record, in the order in which it names them.
struct CSVRecordEncoder: Encoder {
  let output: CSVRecordOutput
  /// Inside a field there is no place for more fields.
  var isInField = false
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(CSVKeyedEncodingContainer<Key>(output: output, isInField: isInField))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    CSVUnkeyedEncodingContainer(output: output, isInField: isInField)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { CSVFieldEncoder(output: output) }
}

/// Encodes what is one field.
private struct CSVFieldEncoder: SingleValueEncodingContainer {
  let output: CSVRecordOutput
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { output.writeNothing() }
  func encode(_ value: Int) throws { try output.write(value) }
  func encode(_ value: Double) throws { try output.write(value) }
  func encode(_ value: String) throws { try output.write(value) }
  func encode(_ value: Bool) throws { try output.write(value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    if let scalar = value as? any CSVScalar {
      try output.write(scalar)
    } else {
      try value.encode(to: CSVRecordEncoder(output: output, isInField: true))
    }
  }
}

private let nestedField = CSVFormatError(problem: "a field of a CSV file can't hold a structure")

// One generic `encode` in each container stands for most of the protocol's fifteen. The others are there because a
// generic one has to ask at run time what it has got.
private struct CSVKeyedEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: CSVRecordOutput
  let isInField: Bool
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { try field(key) { $0.encodeNil() } }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try field(key) { try $0.encode(value) } }
  func encode(_ value: Int, forKey key: Key) throws { try field(key) { try $0.encode(value) } }
  func encode(_ value: Double, forKey key: Key) throws { try field(key) { try $0.encode(value) } }
  func encode(_ value: String, forKey key: Key) throws { try field(key) { try $0.encode(value) } }
  func encode(_ value: Bool, forKey key: Key) throws { try field(key) { try $0.encode(value) } }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(CSVKeyedEncodingContainer<Nested>(output: output, isInField: true))
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    CSVUnkeyedEncodingContainer(output: output, isInField: true)
  }
  func superEncoder() -> any Encoder { CSVRecordEncoder(output: output, isInField: isInField) }
  func superEncoder(forKey key: Key) -> any Encoder { CSVRecordEncoder(output: output, isInField: true) }

  private func field(_ key: Key, _ body: (CSVFieldEncoder) throws -> Void) throws {
    if isInField { throw nestedField }
    try output.writeField(named: key.stringValue) { try body(CSVFieldEncoder(output: output)) }
  }
}

// A column is there whether it has a value or not. The protocol leaves what is nil out unless each of its methods is
// told otherwise: the generic one does not stand for the others here.
extension CSVKeyedEncodingContainer {
  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }

  private func optional(_ value: (some Encodable)?, _ key: Key) throws {
    try field(key) { field in
      if let value { try field.encode(value) } else { field.encodeNil() }
    }
  }
}

private struct CSVUnkeyedEncodingContainer: UnkeyedEncodingContainer {
  let output: CSVRecordOutput
  let isInField: Bool
  var codingPath: [any CodingKey] { [] }
  var count: Int { output.fieldCount }

  func encodeNil() throws {
    if isInField { throw nestedField }
    output.writeNothing()
  }
  func encode<Value: Encodable>(_ value: Value) throws {
    if isInField { throw nestedField }
    try CSVFieldEncoder(output: output).encode(value)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(CSVKeyedEncodingContainer<Nested>(output: output, isInField: true))
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    CSVUnkeyedEncodingContainer(output: output, isInField: true)
  }
  func superEncoder() -> any Encoder { CSVRecordEncoder(output: output, isInField: isInField) }
}
