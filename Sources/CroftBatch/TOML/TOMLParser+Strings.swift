extension TOMLParser {
  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")

  /// A string of any of the four kinds; the cursor stands on its first quote.
  mutating func readString() throws(TOMLError) -> String {
    guard let delimiter = cursor.byte else { throw cursor.error("a string is expected") }
    let begin = cursor.place
    let isLong = cursor.byte(ahead: 1) == delimiter && cursor.byte(ahead: 2) == delimiter
    cursor.advance(isLong ? 3 : 1)
    // A line end right behind the opening quotes is not part of the text.
    if isLong { _ = cursor.skipLineEnd() }
    var text: [UInt8] = []
    while let byte = cursor.byte {
      if byte == delimiter {
        if !isLong {
          cursor.advance()
          return String(decoding: text, as: UTF8.self)
        }
        if readQuotes(delimiter, into: &text) { return String(decoding: text, as: UTF8.self) }
      } else if byte == UInt8(ascii: "\\"), delimiter == Self.quote {
        try readEscape(isLong: isLong, into: &text)
      } else {
        try readPlain(byte, isLong: isLong, begin, into: &text)
      }
    }
    throw unclosed(begin, isLong: isLong)
  }

  /// In a string of several lines: up to five quotes, of which the last three end it.
  private mutating func readQuotes(_ delimiter: UInt8, into text: inout [UInt8]) -> Bool {
    var count = 0
    while count < 5, cursor.skip(if: delimiter) { count += 1 }
    text += Array(repeating: delimiter, count: count >= 3 ? count - 3 : count)
    return count >= 3
  }

  private mutating func readPlain(
    _ byte: UInt8, isLong: Bool, _ begin: TextPlace, into text: inout [UInt8]
  ) throws(TOMLError) {
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      // A bare carriage return is neither a line end nor allowed.
      let isLineEnd = byte == UInt8(ascii: "\n") || cursor.byte(ahead: 1) == UInt8(ascii: "\n")
      guard isLineEnd else { throw cursor.error("a string has the control character U+000D in it; write \\r") }
      guard isLong else { throw unclosed(begin, isLong: false) }
      // Every line end is a line feed, whatever the editor has written.
      _ = cursor.skipLineEnd()
      text.append(UInt8(ascii: "\n"))
      return
    }
    guard !TOMLCursor.isControl(byte) else {
      throw cursor.error(
        "a string has the control character \(TOMLCursor.name(byte)) in it; write \\u00… between \"quotes\"")
    }
    text.append(byte)
    cursor.advance()
  }

  private mutating func readEscape(isLong: Bool, into text: inout [UInt8]) throws(TOMLError) {
    let place = cursor.place
    cursor.advance()
    guard let letter = cursor.byte else { throw unclosed(place, isLong: isLong) }
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(letter)
    case UInt8(ascii: "u"): return try readScalarValue(digits: 4, at: place, into: &text)
    case UInt8(ascii: "U"): return try readScalarValue(digits: 8, at: place, into: &text)
    default:
      if isLong, " \t\r\n".utf8.contains(letter) { return try skipContinuation(at: place) }
      throw cursor.error(
        "\\\(cursor.found) is no escape; write \\\\ for a backslash, or use 'single quotes'", at: place)
    }
    cursor.advance()
  }

  private mutating func readScalarValue(
    digits count: Int, at place: TextPlace, into text: inout [UInt8]
  ) throws(TOMLError) {
    cursor.advance()
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let byte = cursor.byte, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
        throw cursor.error("\(count) hexadecimal digits are expected, not \(cursor.found)")
      }
      value = value << 4 | UInt32(digit)
      cursor.advance()
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw cursor.error("U+\(String(value, radix: 16, uppercase: true)) is no character", at: place)
    }
    text += Array(String(scalar).utf8)
  }

  /// A backslash at a line's end takes all space up to the next character away.
  private mutating func skipContinuation(at place: TextPlace) throws(TOMLError) {
    cursor.skipBlanks()
    guard cursor.skipLineEnd() else {
      throw cursor.error("a backslash before a blank continues no line; write \\\\ for a backslash", at: place)
    }
    repeat { cursor.skipBlanks() } while cursor.skipLineEnd()
  }

  private func unclosed(_ begin: TextPlace, isLong: Bool) -> TOMLError {
    let cure = isLong ? "three quotes end it" : "close it on its line, or use three quotes"
    return TOMLError(place: begin, problem: "the string that begins here is never closed; \(cure)")
  }
}
