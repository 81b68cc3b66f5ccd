/// Decodes what `BinaryEncoder` wrote.
package enum BinaryDecoder {
  /// - Throws: `MalformedBytes` for bytes that are not a whole value, or what the value's own `init(from:)` throws.
  package static func decode<Value: Decodable>(_: Value.Type, from bytes: UnsafeRawBufferPointer) throws -> Value {
    try BinaryInput(bytes: bytes).read(Value.self, path: [])
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try bytes.withUnsafeBytes { try decode(type, from: $0) }
  }
}

/// The bytes of one value or container.
struct BinaryInput {
  let bytes: UnsafeRawBufferPointer

  func read<Value: Decodable>(_ type: Value.Type, path: [any CodingKey]) throws -> Value {
    if let primitive = type as? any BinaryPrimitive.Type {
      var reader = ByteReader(bytes)
      guard let value = try primitive.read(from: &reader) as? Value else {
        throw MalformedBytes("\(type) expected at \(Self.describe(path))")
      }
      guard reader.isAtEnd else {
        throw MalformedBytes("\(reader.remaining) bytes too many for \(type) at \(Self.describe(path))")
      }
      return value
    }
    if let optional = type as? any DecodableOptional.Type { return try read(optional, as: type, path: path) }
    return try Value(from: BinaryValueDecoder(input: self, codingPath: path))
  }

  /// `Optional` and `Value` are one type here, which only the runtime knows.
  private func read<Optional: DecodableOptional, Value>(
    _: Optional.Type, as _: Value.Type, path: [any CodingKey]
  ) throws -> Value {
    guard let value = try Optional.read(from: self, path: path) as? Value else {
      preconditionFailure("\(Optional.self) and \(Value.self) are one type")
    }
    return value
  }

  /// What is in a place that could also hold nil.
  func readPlace<Value: Decodable>(_ type: Value.Type, path: [any CodingKey]) throws -> Value {
    try (type is any DecodableOptional.Type ? self : marked(path: path)).read(type, path: path)
  }

  /// The elements of an unkeyed container, or the values of a keyed one once its keys are read.
  static func element(from reader: inout ByteReader) throws -> BinaryInput {
    BinaryInput(bytes: try reader.readCounted())
  }

  var isNil: Bool { bytes.isEmpty }

  /// The value behind the mark.
  func marked(path: [any CodingKey]) throws -> BinaryInput {
    guard bytes.first == 1 else { throw MalformedBytes("a value expected at \(Self.describe(path)), found nil") }
    return BinaryInput(bytes: UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
  }

  static func describe(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "the top" : path.map(\.stringValue).joined(separator: ".")
  }
}

struct BinaryValueDecoder: Decoder {
  let input: BinaryInput
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try BinaryKeyedInput<Key>(input: input, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try BinaryUnkeyedInput(input: input, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    BinarySingleInput(input: input, codingPath: codingPath)
  }
}

struct BinarySingleInput: SingleValueDecodingContainer {
  let input: BinaryInput
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool { input.isNil }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try input.readPlace(type, path: codingPath)
  }
}

struct BinaryUnkeyedInput: UnkeyedDecodingContainer {
  let codingPath: [any CodingKey]
  private let elements: [BinaryInput]
  private(set) var currentIndex = 0

  init(input: BinaryInput, codingPath: [any CodingKey]) throws {
    self.codingPath = codingPath
    var reader = ByteReader(input.bytes)
    var elements: [BinaryInput] = []
    while !reader.isAtEnd { elements.append(try BinaryInput.element(from: &reader)) }
    self.elements = elements
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNil else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let path = codingPath + [BinaryKey(intValue: currentIndex)]
    return try nextPlace(path).readPlace(type, path: path)
  }

  mutating func nestedContainer<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try BinaryKeyedInput<Key>(input: next(codingPath), codingPath: codingPath))
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try BinaryUnkeyedInput(input: next(codingPath), codingPath: codingPath)
  }

  mutating func superDecoder() throws -> any Decoder {
    BinaryValueDecoder(input: try next(codingPath), codingPath: codingPath)
  }

  private mutating func next(_ path: [any CodingKey]) throws -> BinaryInput {
    try nextPlace(path).marked(path: path)
  }

  private mutating func nextPlace(_ path: [any CodingKey]) throws -> BinaryInput {
    guard !isAtEnd else { throw MalformedBytes("an element expected at \(BinaryInput.describe(path)), found the end") }
    defer { currentIndex += 1 }
    return elements[currentIndex]
  }
}

struct BinaryKeyedInput<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let codingPath: [any CodingKey]
  private let entries: [(key: String, value: BinaryInput)]
  /// Where each key is; empty while there are so few that a search is faster than a table.
  private let places: [String: Int]

  /// A struct has fewer properties, a dictionary may have more entries.
  private static var mostToSearch: Int { 16 }

  init(input: BinaryInput, codingPath: [any CodingKey]) throws {
    self.codingPath = codingPath
    var reader = ByteReader(input.bytes)
    var entries: [(key: String, value: BinaryInput)] = []
    while !reader.isAtEnd {
      let key = try reader.readString()
      entries.append((key, try BinaryInput.element(from: &reader)))
    }
    self.entries = entries
    let named = entries.count > Self.mostToSearch ? entries.enumerated().map { ($1.key, $0) } : []
    self.places = Dictionary(named, uniquingKeysWith: { first, _ in first })
  }

  var allKeys: [Key] { entries.compactMap { Key(stringValue: $0.key) } }
  func contains(_ key: Key) -> Bool { find(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try entry(key).isNil }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try entry(key).readPlace(type, path: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    KeyedDecodingContainer(try BinaryKeyedInput<Nested>(input: value(key), codingPath: codingPath + [key]))
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try BinaryUnkeyedInput(input: value(key), codingPath: codingPath + [key])
  }

  func superDecoder() throws -> any Decoder {
    BinaryValueDecoder(input: try value(BinaryKey.superKey), codingPath: codingPath + [BinaryKey.superKey])
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    BinaryValueDecoder(input: try value(key), codingPath: codingPath + [key])
  }

  private func find(_ key: some CodingKey) -> BinaryInput? {
    if places.isEmpty { return entries.first { $0.key == key.stringValue }?.value }
    return places[key.stringValue].map { entries[$0].value }
  }

  private func entry(_ key: some CodingKey) throws -> BinaryInput {
    guard let value = find(key) else {
      throw MalformedBytes("no value for \(BinaryInput.describe(codingPath + [key]))")
    }
    return value
  }

  private func value(_ key: some CodingKey) throws -> BinaryInput {
    try entry(key).marked(path: codingPath + [key])
  }
}
