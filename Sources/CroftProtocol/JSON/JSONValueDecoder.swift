extension JSONValue {
  /// The value as a type. Unknown members are ignored, so that a newer peer may say more than we know;
  /// a missing one is an error that names its path.
  package func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws(JSONShapeError) -> Value {
    do {
      return try JSONValueDecoder(value: self, codingPath: []).decode(type)
    } catch {
      throw JSONShapeError(error)
    }
  }
}

extension JSONValue: Decodable {
  /// Lets a type have a member of any shape. Only this folder's decoder knows how.
  package init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? JSONValueDecoder else {
      let problem = "a JSON value can only be decoded from JSON"
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
    self = decoder.value
  }
}

struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let scalarType = type as? any JSONScalar.Type else { return try Value(from: self) }
    guard let scalar = scalarType.init(jsonValue: value) as? Value else { throw mismatch(scalarType.jsonKind) }
    return scalar
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(KeyedContainer<Key>(object: object, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch("an array") }
    return UnkeyedContainer(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleContainer(decoder: self) }

  func mismatch(_ expected: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(expected) was expected, not \(shown)"))
  }

  /// The offending value where it is short, else its kind.
  private var shown: String {
    switch value {
    case .bool, .integer, .number: value.text()
    default: value.kind
    }
  }
}

// One generic `decode` in each container stands for the protocol's fifteen.
private struct KeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: JSONObject
  let codingPath: [any CodingKey]

  var allKeys: [Key] { object.names.compactMap(Key.init(stringValue:)) }
  func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).value == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }
  func superDecoder() -> any Decoder { JSONValueDecoder(value: object["super"] ?? .null, codingPath: codingPath) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

  private func decoder(_ key: Key) throws -> JSONValueDecoder {
    guard let member = object[key.stringValue] else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
    }
    return JSONValueDecoder(value: member, codingPath: codingPath + [key])
  }
}

private struct UnkeyedContainer: UnkeyedDecodingContainer {
  let elements: [JSONValue]
  let codingPath: [any CodingKey]
  var currentIndex = 0

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    let isNull = try decoder().value == .null
    if isNull { currentIndex += 1 }
    return isNull
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try advancing { try $0.decode(type) }
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try advancing { try $0.container(keyedBy: type) } }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try advancing { try $0.unkeyedContainer() }
  }
  mutating func superDecoder() throws -> any Decoder { try advancing { $0 } }

  private mutating func advancing<Result>(_ body: (JSONValueDecoder) throws -> Result) throws -> Result {
    let result = try body(decoder())
    currentIndex += 1
    return result
  }

  private func decoder() throws -> JSONValueDecoder {
    let path = codingPath + [JSONIndexKey(currentIndex)]
    guard !isAtEnd else { throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "missing")) }
    return JSONValueDecoder(value: elements[currentIndex], codingPath: path)
  }
}

private struct SingleContainer: SingleValueDecodingContainer {
  let decoder: JSONValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value == .null }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
}
