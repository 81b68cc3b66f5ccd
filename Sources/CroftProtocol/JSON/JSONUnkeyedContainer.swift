/// The elements of an array.
struct JSONUnkeyedContainer: UnkeyedDecodingContainer {
  let tape: JSONTape
  let array: Int
  var currentIndex = 0
  private var element: Int

  init(tape: JSONTape, array: Int) {
    self.tape = tape
    self.array = array
    element = array + 1
  }

  var codingPath: [any CodingKey] { tape.path(to: array) }
  var count: Int? { Int(tape[array].count) }
  var isAtEnd: Bool { element >= tape[array].next }

  mutating func decodeNil() throws -> Bool {
    try checkNotAtEnd()
    guard tape[element].kind == .null else { return false }
    advance()
    return true
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

  private mutating func advancing<Result>(_ body: (JSONTapeDecoder) throws -> Result) throws
    -> Result
  {
    try checkNotAtEnd()
    let result = try body(JSONTapeDecoder(tape: tape, index: element))
    advance()
    return result
  }

  private mutating func advance() {
    element = Int(tape[element].next)
    currentIndex += 1
  }

  private func checkNotAtEnd() throws {
    guard isAtEnd else { return }
    let path = codingPath + [JSONIndexKey(currentIndex)]
    throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "missing"))
  }
}
