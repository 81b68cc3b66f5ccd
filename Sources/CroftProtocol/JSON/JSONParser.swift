/// Reads one JSON document from bytes. The caller bounds their number, and that of the values where a peer could send
/// nothing but tiny ones; the parser bounds the nesting.
package struct JSONParser {
  /// The parser recurses once for each level, so a peer must not choose the depth. The control protocol itself needs 5.
  package static let maximumDepth = 64

  let bytes: [UInt8]
  var position = 0
  private var valuesLeft: Int

  private init(_ bytes: [UInt8], maximumValues: Int) {
    self.bytes = bytes
    valuesLeft = maximumValues
  }

  /// The document's value; anything but white space after it is an error.
  ///
  /// - Parameter maximumValues: A value takes one byte of text and some fifty of memory, and a peer may send `[0,0,…`.
  package static func parse(
    _ bytes: some Sequence<UInt8>, maximumValues: Int = .max
  ) throws(JSONSyntaxError) -> JSONValue {
    var parser = JSONParser(Array(bytes), maximumValues: maximumValues)
    parser.skipWhiteSpace()
    let value = try parser.parseValue(depth: 0)
    parser.skipWhiteSpace()
    if parser.position < parser.bytes.count { throw parser.error("more text after the value") }
    return value
  }

  package static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue { try parse(text.utf8) }

  private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    if depth > Self.maximumDepth { throw error("nested deeper than \(Self.maximumDepth) levels") }
    guard let next else { throw error("the text ends where a value should be") }
    if valuesLeft == 0 { throw error("more values than are taken") }
    valuesLeft -= 1
    switch next {
    case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
    case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    default: throw error("no value starts like this")
    }
  }

  private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
    var object = JSONObject()
    position += 1
    skipWhiteSpace()
    if skip("}") { return object }
    while true {
      guard next == UInt8(ascii: "\"") else { throw error("a member's name was expected") }
      let name = try parseString()
      skipWhiteSpace()
      guard skip(":") else { throw error("a colon was expected") }
      skipWhiteSpace()
      object[name] = try parseValue(depth: depth + 1)
      skipWhiteSpace()
      if skip("}") { return object }
      guard skip(",") else { throw error("a comma or the object's end was expected") }
      skipWhiteSpace()
    }
  }

  private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
    var elements: [JSONValue] = []
    position += 1
    skipWhiteSpace()
    if skip("]") { return elements }
    while true {
      elements.append(try parseValue(depth: depth + 1))
      skipWhiteSpace()
      if skip("]") { return elements }
      guard skip(",") else { throw error("a comma or the array's end was expected") }
      skipWhiteSpace()
    }
  }

  private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
    let end = position + word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { end <= bytes.count && bytes[position..<end].elementsEqual($0) }
    guard matches else { throw error("no value starts like this") }
    position = end
    return value
  }
}

// The cursor.
extension JSONParser {
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func error(_ problem: String) -> JSONSyntaxError { JSONSyntaxError(problem, at: position) }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }
}
