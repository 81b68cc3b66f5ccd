/// The grammar of JSON (RFC 8259): checks a text and notes where its values are. The caller bounds the number of bytes;
/// the scanner bounds the nesting and, on request, the values.
struct JSONScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  private(set) var entries: [JSONTape.Entry]
  private var valuesLeft: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, maximumValues: Int, entries: consuming [JSONTape.Entry]) {
    self.bytes = bytes
    self.entries = entries
    valuesLeft = maximumValues
  }

  mutating func scanText() throws(JSONSyntaxError) {
    skipWhiteSpace()
    try scanValue(depth: 0)
    skipWhiteSpace()
    if position < bytes.count { throw error("more text after the value") }
  }

  private mutating func scanValue(depth: Int) throws(JSONSyntaxError) {
    if depth > JSONParser.maximumDepth {
      throw error("nested deeper than \(JSONParser.maximumDepth) levels")
    }
    guard let next else { throw error("the text ends where a value should be") }
    if valuesLeft == 0 { throw error("more values than are taken") }
    valuesLeft -= 1
    switch next {
    case UInt8(ascii: "{"): try scanObject(depth: depth)
    case UInt8(ascii: "["): try scanArray(depth: depth)
    case UInt8(ascii: "\""): try scanString()
    case UInt8(ascii: "t"): try scanWord("true", .bool, isMarked: true)
    case UInt8(ascii: "f"): try scanWord("false", .bool)
    case UInt8(ascii: "n"): try scanWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
    default: throw error("no value starts like this")
    }
  }

  private mutating func scanObject(depth: Int) throws(JSONSyntaxError) {
    let entry = begin(.object)
    var count = 0
    skipWhiteSpace()
    if skip("}") { return end(entry, count) }
    while true {
      guard next == UInt8(ascii: "\"") else { throw error("a member's name was expected") }
      try scanString()
      skipWhiteSpace()
      guard skip(":") else { throw error("a colon was expected") }
      skipWhiteSpace()
      try scanValue(depth: depth + 1)
      count += 1
      skipWhiteSpace()
      if skip("}") { return end(entry, count) }
      guard skip(",") else { throw error("a comma or the object's end was expected") }
      skipWhiteSpace()
    }
  }

  private mutating func scanArray(depth: Int) throws(JSONSyntaxError) {
    let entry = begin(.array)
    var count = 0
    skipWhiteSpace()
    if skip("]") { return end(entry, count) }
    while true {
      try scanValue(depth: depth + 1)
      count += 1
      skipWhiteSpace()
      if skip("]") { return end(entry, count) }
      guard skip(",") else { throw error("a comma or the array's end was expected") }
      skipWhiteSpace()
    }
  }

  private mutating func scanWord(
    _ word: StaticString, _ kind: JSONTape.Entry.Kind, isMarked: Bool = false
  ) throws(JSONSyntaxError) {
    let end = position + word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer {
      end <= bytes.count && bytes[position..<end].elementsEqual($0)
    }
    guard matches else { throw error("no value starts like this") }
    append(kind, isMarked: isMarked, from: position, to: end)
    position = end
  }
}

// The tape.
extension JSONScanner {
  mutating func append(
    _ kind: JSONTape.Entry.Kind, isMarked: Bool = false, from start: Int, to end: Int
  ) {
    entries.append(
      JSONTape.Entry(
        kind: kind, isMarked: isMarked, start: UInt32(truncatingIfNeeded: start),
        count: UInt32(truncatingIfNeeded: end - start),
        next: UInt32(truncatingIfNeeded: entries.count + 1)))
  }

  /// An array or object begins here; its entry is completed when its end has been found.
  private mutating func begin(_ kind: JSONTape.Entry.Kind) -> Int {
    append(kind, from: position, to: position)
    position += 1
    return entries.count - 1
  }

  private mutating func end(_ entry: Int, _ count: Int) {
    entries[entry].count = UInt32(truncatingIfNeeded: count)
    entries[entry].next = UInt32(truncatingIfNeeded: entries.count)
  }
}

// The cursor.
extension JSONScanner {
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func error(_ problem: String) -> JSONSyntaxError { JSONSyntaxError(problem, at: position) }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = next, byte <= 0x20,
      byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    { position += 1 }
  }
}
