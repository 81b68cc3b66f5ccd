/// The members of an object.
///
/// One generic `decode` stands for most of the protocol's fifteen. The others are there because a generic function that
/// is called through a generic type stays generic, which makes it ten times as slow.
struct JSONKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let tape: JSONTape
  let object: Int

  var codingPath: [any CodingKey] { tape.path(to: object) }

  var allKeys: [Key] {
    var keys: [Key] = []
    var member = object + 1
    while member < tape[object].next {
      if let name = try? tape.string(tape[member]), let key = Key(stringValue: name) {
        keys.append(key)
      }
      member = Int(tape[member + 1].next)
    }
    return keys
  }

  func contains(_ key: Key) -> Bool { tape.member(key.stringValue, of: object) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(key).decode(type)
  }

  /// Looks the member up once.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    try present(key)?.decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }
  func superDecoder() -> any Decoder {
    JSONTapeDecoder(tape: tape, index: tape.member("super", of: object) ?? -1)
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

  private func decoder(_ key: Key) throws -> JSONTapeDecoder {
    try tape.member(key.stringValue, in: object)
  }
}

extension JSONKeyedContainer {
  func decode(_: Int.Type, forKey key: Key) throws -> Int { try decoder(key).integer() }
  func decode(_: Double.Type, forKey key: Key) throws -> Double { try decoder(key).double() }
  func decode(_: String.Type, forKey key: Key) throws -> String { try decoder(key).string() }
  func decode(_: Bool.Type, forKey key: Key) throws -> Bool { try decoder(key).bool() }

  func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.integer() }
  func decodeIfPresent(_: Double.Type, forKey key: Key) throws -> Double? {
    try present(key)?.double()
  }
  func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? {
    try present(key)?.string()
  }
  func decodeIfPresent(_: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.bool() }

  private func present(_ key: Key) -> JSONTapeDecoder? {
    tape.presentMember(key.stringValue, in: object)
  }
}
