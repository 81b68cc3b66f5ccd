extension JSONTape {
  /// Reads one JSON text as a value of a type, without making a tree of it. Unknown members are ignored; where a name
  /// comes twice, one of the two is taken.
  ///
  /// - Throws: `JSONSyntaxError` or, for a value that is not what the type asks for, `JSONShapeError`.
  package func decode<Value: Decodable>(
    _ text: UnsafeRawBufferPointer, as type: Value.Type = Value.self
  ) throws -> Value {
    try text.withMemoryRebound(to: UInt8.self) { bytes in
      defer { clear() }
      try scan(bytes)
      do {
        return try JSONTapeDecoder(tape: self, index: 0).decode(type)
      } catch let error as JSONSyntaxError {
        throw error
      } catch {
        throw JSONShapeError(error)
      }
    }
  }

  /// A member of an object.
  ///
  /// - Throws: `DecodingError` if the object has none of that name.
  func member(_ name: String, in object: Int) throws -> JSONTapeDecoder {
    guard let member = member(name, of: object) else {
      let context = DecodingError.Context(codingPath: path(to: object), debugDescription: "missing")
      throw DecodingError.keyNotFound(JSONNameKey(stringValue: name), context)
    }
    return JSONTapeDecoder(tape: self, index: member)
  }

  /// A member of an object; nil if it has none of that name, or it is null.
  func presentMember(_ name: String, in object: Int) -> JSONTapeDecoder? {
    guard let member = member(name, of: object), self[member].kind != .null else { return nil }
    return JSONTapeDecoder(tape: self, index: member)
  }

  /// The members and indices on the way to an entry. Looked for only when somebody asks, which is for errors.
  func path(to index: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var current = 0
    while current < index, index < self[current].next {
      let isObject = self[current].kind == .object
      var child = current + (isObject ? 2 : 1)
      var number = 0
      while child < index, self[child].next <= index {
        child = Int(self[child].next) + (isObject ? 1 : 0)
        number += 1
      }
      // A member's name is no place of its own.
      guard child <= index else { break }
      path.append(
        isObject
          ? JSONNameKey(stringValue: (try? string(self[child - 1])) ?? "?") : JSONIndexKey(number))
      current = child
    }
    return path
  }
}

struct JSONTapeDecoder: Decoder, SingleValueDecodingContainer {
  let tape: JSONTape
  /// The value's entry; one that does not exist stands for null.
  let index: Int
  var codingPath: [any CodingKey] { tape.path(to: index) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decodeNil() -> Bool { tape[index].kind == .null }

  /// The types that records are mostly made of first: asking whether a type conforms to a protocol takes longer than
  /// reading a number.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == Int.self, let value = try integer() as? Value { return value }
    if type == Double.self, let value = try double() as? Value { return value }
    if type == String.self, let value = try string() as? Value { return value }
    if type == Bool.self, let value = try bool() as? Value { return value }
    return try decodeOther(type)
  }

  func integer() throws -> Int {
    if let value = tape.integer(tape[index]) { return value }
    return try decodeOther(Int.self)
  }

  func double() throws -> Double {
    if let value = tape.double(tape[index]) { return value }
    return try decodeOther(Double.self)
  }

  func string() throws -> String {
    let entry = tape[index]
    return entry.kind == .string ? try tape.string(entry) : try decodeOther(String.self)
  }

  func bool() throws -> Bool {
    let entry = tape[index]
    return entry.kind == .bool ? entry.isMarked : try decodeOther(Bool.self)
  }

  private func decodeOther<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == JSONValue.self, let value = try tape.value(at: index) as? Value { return value }
    guard let scalarType = type as? any JSONScalar.Type else { return try Value(from: self) }
    let value = try tape.value(at: index)
    guard let scalar = scalarType.init(jsonValue: value) as? Value else {
      throw JSONValueDecoder(value: value, codingPath: codingPath).mismatch(scalarType.jsonKind)
    }
    return scalar
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard tape[index].kind == .object else { throw try mismatch("an object") }
    return KeyedDecodingContainer(JSONKeyedContainer<Key>(tape: tape, object: index))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard tape[index].kind == .array else { throw try mismatch("an array") }
    return JSONUnkeyedContainer(tape: tape, array: index)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  private func mismatch(_ expected: String) throws -> DecodingError {
    JSONValueDecoder(value: try tape.value(at: index), codingPath: codingPath).mismatch(expected)
  }
}

/// The name of a member in a path.
struct JSONNameKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}
