/// Encodes values straight as text, several times as fast as by way of a `JSONValue`. One encoder writes many values,
/// one after another.
package final class JSONTextWriter {
  private let output = JSONTextOutput()

  package init() {}

  /// Appends the compact text of a value: the same as that of its `JSONValue`.
  ///
  /// - Throws: `JSONShapeError` for what JSON can't hold, such as an infinite number; then nothing is written.
  package func append(_ value: some Encodable, to bytes: inout ByteWriter) throws(JSONShapeError) {
    output.removeAll()
    do {
      try JSONTextEncoder(output).encode(value)
      let text = output.finish()
      if !output.isOutOfOrder { return bytes.append(text) }
    } catch {
      // What the other way says of it names the place.
    }
    bytes.append(try JSONValue(encoding: value).serialized)
  }
}

/// Encodes what belongs in one place of a text.
struct JSONTextEncoder: Encoder {
  private let output: JSONTextOutput
  private let depth: Int
  private let slot: Int

  /// Errors are found again by `JSONValueEncoder`, which knows the path.
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// For the value that comes next.
  init(_ output: JSONTextOutput) {
    self.output = output
    depth = output.depth
    slot = output.makeSlot()
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    output.open(slot, at: depth, isObject: true)
    return KeyedEncodingContainer(JSONTextKeyedContainer<Key>(output: output, depth: depth, slot: slot))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.open(slot, at: depth, isObject: false)
    return JSONTextUnkeyedContainer(output: output, depth: depth, slot: slot)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONTextEncoder: SingleValueEncodingContainer {
  func encodeNil() { output.write(slot) { $0.appendNull() } }
  func encode(_ value: Bool) { output.write(slot) { $0.appendJSON(value) } }
  func encode(_ value: String) { output.write(slot) { $0.appendJSON(value) } }
  func encode(_ value: Int) { output.write(slot) { $0.appendDecimal(Int64(value)) } }

  func encode(_ value: Double) throws {
    guard value.isFinite else { throw JSONTextEncodingFailure() }
    output.write(slot) { $0.appendJSON(value) }
  }

  func encode<Value: Encodable>(_ value: Value) throws {
    guard let scalar = value as? any JSONScalar else { return try value.encode(to: self) }
    guard let json = scalar.jsonValue else { throw JSONTextEncodingFailure() }
    switch json {
    case .integer(let integer): output.write(slot) { $0.appendDecimal(integer) }
    case .string(let string): output.write(slot) { $0.appendJSON(string) }
    default: output.write(slot) { $0.append(json.serialized) }
    }
  }
}

/// Something JSON can't hold; what, is found in another way.
private struct JSONTextEncodingFailure: Error {}

// One generic `encode` in each container stands for most of the protocol's fifteen. The others are there because a
// generic one has to ask at run time what it has got.
private struct JSONTextKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: JSONTextOutput
  let depth: Int
  let slot: Int
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) { member(key).encodeNil() }
  func encode(_ value: Bool, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: String, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: Int, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: Double, forKey key: Key) throws { try member(key).encode(value) }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try member(key).encode(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { member(key).container(keyedBy: keyType) }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { member(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { member(named: "super") }
  func superEncoder(forKey key: Key) -> any Encoder { member(key) }

  private func member(_ key: Key) -> JSONTextEncoder { member(named: key.stringValue) }
  private func member(named name: String) -> JSONTextEncoder {
    output.beginMember(name, of: slot, at: depth)
    return JSONTextEncoder(output)
  }
}

private struct JSONTextUnkeyedContainer: UnkeyedEncodingContainer {
  let output: JSONTextOutput
  let depth: Int
  let slot: Int
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(output: JSONTextOutput, depth: Int, slot: Int) {
    (self.output, self.depth, self.slot) = (output, depth, slot)
  }

  mutating func encodeNil() { element().encodeNil() }
  mutating func encode(_ value: Bool) { element().encode(value) }
  mutating func encode(_ value: String) { element().encode(value) }
  mutating func encode(_ value: Int) { element().encode(value) }
  mutating func encode(_ value: Double) throws { try element().encode(value) }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try element().encode(value) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { element().container(keyedBy: keyType) }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { element() }

  private mutating func element() -> JSONTextEncoder {
    count += 1
    output.beginElement(of: slot, at: depth)
    return JSONTextEncoder(output)
  }
}
