// Strings and numbers.
extension JSONParser {
  /// The position is at the opening quote.
  mutating func parseString() throws(JSONSyntaxError) -> String {
    position += 1
    let start = position
    var unescaped: [UInt8] = []
    var copiedUpTo = start
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        unescaped.append(contentsOf: bytes[copiedUpTo..<position])
        position += 1
        guard let string = String(validating: unescaped, as: UTF8.self) else {
          throw JSONSyntaxError("a string that isn't UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[copiedUpTo..<position])
        let scalar = try parseEscape()
        unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        copiedUpTo = position
      case 0..<0x20:
        throw error("a control character inside a string")
      default:
        position += 1
      }
    }
    throw error("the text ends inside a string")
  }

  private mutating func parseEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    position += 1
    guard let letter = next else { throw error("the text ends inside a string") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape()
    default: throw JSONSyntaxError("an unknown escape", at: position - 2)
    }
  }

  /// Four hexadecimal digits, or twice four for a scalar above U+FFFF, which JSON writes as a UTF-16 surrogate pair.
  private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = position - 2
    let unit = try parseHexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(unit), skip("\\"), skip("u") else {
      throw JSONSyntaxError("half a surrogate pair", at: start)
    }
    let trail = try parseHexadecimalUnit()
    // The arithmetic of UTF-16: ten bits from each half, above U+FFFF.
    let value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
    guard UTF16.isTrailSurrogate(trail), let scalar = Unicode.Scalar(value) else {
      throw JSONSyntaxError("half a surrogate pair", at: start)
    }
    return scalar
  }

  private mutating func parseHexadecimalUnit() throws(JSONSyntaxError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits were expected")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
    let start = position
    _ = skip("-")
    // A leading zero stands alone.
    if !skip("0") { try skipDigits() }
    var isInteger = true
    if skip(".") {
      isInteger = false
      try skipDigits()
    }
    if skip("e") || skip("E") {
      isInteger = false
      if !skip("+") { _ = skip("-") }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw JSONSyntaxError("a number out of range", at: start)
    }
    return .number(number)
  }

  private mutating func skipDigits() throws(JSONSyntaxError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw error("a digit was expected") }
  }
}
