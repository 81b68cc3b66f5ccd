/// Steps through the bytes of a TOML document.
struct TOMLCursor {
  private let text: [UInt8]
  private(set) var position = 0
  /// Of the next byte. Counted as it goes: a whole document may be one line.
  private(set) var place = TextPlace(line: 1, column: 1)

  /// - Parameter text: UTF-8, with a byte order mark or without.
  init(_ text: [UInt8]) {
    self.text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  var byte: UInt8? { position < text.count ? text[position] : nil }

  func byte(ahead offset: Int) -> UInt8? { position + offset < text.count ? text[position + offset] : nil }

  func begins(with word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    return position + length <= text.count
      && text[position..<position + length].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "\n") {
        place = TextPlace(line: place.line + 1, column: 1)
      } else if byte & 0xC0 != 0x80 {
        place = TextPlace(line: place.line, column: place.column + 1)
      }
    }
  }

  mutating func skip(if expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    advance()
    return true
  }

  mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while let byte, condition(byte) { advance() }
    return text[start..<position]
  }

  func bytes(from start: Int) -> ArraySlice<UInt8> { text[start..<position] }

  mutating func skipBlanks() { _ = take { $0 == 0x20 || $0 == 0x09 } }

  /// `\n` or `\r\n`; false if there is none here.
  mutating func skipLineEnd() -> Bool {
    if skip(if: UInt8(ascii: "\n")) { return true }
    guard byte == UInt8(ascii: "\r"), byte(ahead: 1) == UInt8(ascii: "\n") else { return false }
    advance(2)
    return true
  }

  /// Steps over a comment, up to its line's end.
  mutating func skipComment() throws(TOMLError) {
    guard skip(if: UInt8(ascii: "#")) else { return }
    while let byte, byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\r"), self.byte(ahead: 1) == UInt8(ascii: "\n") { return }
      if TOMLCursor.isControl(byte) { throw error("a comment has the control character \(Self.name(byte)) in it") }
      advance()
    }
  }

  /// Blanks, line ends and comments.
  mutating func skipSpace() throws(TOMLError) {
    repeat {
      skipBlanks()
      try skipComment()
    } while skipLineEnd()
  }

  func error(_ problem: String, at place: TextPlace? = nil) -> TOMLError {
    TOMLError(place: place ?? self.place, problem: problem)
  }

  /// What stands here, for a message.
  var found: String {
    guard let byte else { return "the end of the file" }
    if byte == UInt8(ascii: "\n") || byte == 0x0D && self.byte(ahead: 1) == UInt8(ascii: "\n") {
      return "the end of the line"
    }
    if Self.isControl(byte) { return Self.name(byte) }
    let rest = text[position...].prefix(4)
    return String(decoding: rest, as: UTF8.self).unicodeScalars.first.map { "'\($0)'" } ?? Self.name(byte)
  }

  /// Those that TOML forbids in strings and comments; a tab is none.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

  static func name(_ byte: UInt8) -> String {
    "U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
