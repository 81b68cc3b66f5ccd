// Strings and numbers.
extension JSONScanner {
  /// The position is at the opening quote. Whether the bytes are UTF-8 is found out by who wants the string.
  mutating func scanString() throws(JSONSyntaxError) {
    position += 1
    let start = position
    var hasEscapes = false
    while true {
      skipPlainBytes()
      guard let byte = next else { throw error("the text ends inside a string") }
      switch byte {
      case UInt8(ascii: "\""):
        append(.string, isMarked: hasEscapes, from: start, to: position)
        position += 1
        return
      case UInt8(ascii: "\\"):
        hasEscapes = true
        _ = try scanEscape()
      case 0..<0x20: throw error("a control character inside a string")
      default: position += 1
      }
    }
  }

  /// Goes on by eight bytes as long as none of them is a quote, a backslash or a control character.
  private mutating func skipPlainBytes() {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while position &+ 8 <= bytes.count {
      let word = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      // A byte borrows from its highest bit if it is less than what is subtracted; true if any does ("Bit Twiddling
      // Hacks", S. E. Anderson, "Determine if a word has a byte less than n").
      let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      let controls = (word &- ones &* 0x20) & ~word
      if ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | controls) & highs != 0 {
        return
      }
      position &+= 8
    }
  }

  /// The position is at a backslash.
  mutating func scanEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
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
    case UInt8(ascii: "u"): return try scanUnicodeEscape()
    default: throw JSONSyntaxError("an unknown escape", at: position - 2)
    }
  }

  /// Four hexadecimal digits, or twice four for a scalar above U+FFFF, which JSON writes as a UTF-16 surrogate pair.
  private mutating func scanUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = position - 2
    let unit = try scanHexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(unit), skip("\\"), skip("u") else {
      throw JSONSyntaxError("half a surrogate pair", at: start)
    }
    let trail = try scanHexadecimalUnit()
    // The arithmetic of UTF-16: ten bits from each half, above U+FFFF.
    let value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
    guard UTF16.isTrailSurrogate(trail), let scalar = Unicode.Scalar(value) else {
      throw JSONSyntaxError("half a surrogate pair", at: start)
    }
    return scalar
  }

  private mutating func scanHexadecimalUnit() throws(JSONSyntaxError) -> UInt16 {
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

  mutating func scanNumber() throws(JSONSyntaxError) {
    let start = position
    _ = skip("-")
    // A leading zero stands alone.
    if !skip("0") { try skipDigits() }
    var kind = JSONTape.Entry.Kind.integer
    if skip(".") {
      kind = .number
      try skipDigits()
    }
    if skip("e") || skip("E") {
      kind = .number
      if !skip("+") { _ = skip("-") }
      try skipDigits()
    }
    append(kind, from: start, to: position)
  }

  private mutating func skipDigits() throws(JSONSyntaxError) {
    let start = position
    while let byte = next, byte &- UInt8(ascii: "0") <= 9 { position += 1 }
    if position == start { throw error("a digit was expected") }
  }
}
