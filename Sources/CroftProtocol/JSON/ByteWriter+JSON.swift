// The scalars of JSON as text, the same as `JSONSerializer` writes them.
extension ByteWriter {
  mutating func appendNull() { append(text: "null") }

  package mutating func appendJSON(_ value: Bool) { append(text: value ? "true" : "false") }

  /// - Parameter value: finite.
  package mutating func appendJSON(_ value: Double) { append(text: value.description) }

  /// The digits, from the last to the first.
  package mutating func appendDecimal(_ value: Int64) {
    withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
      var first = digits.count
      var rest = value.magnitude
      repeat {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        first &-= 1
        digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest != 0
      if value < 0 {
        first &-= 1
        digits[first] = UInt8(ascii: "-")
      }
      append(UnsafeRawBufferPointer(rebasing: digits[first...]))
    }
  }

  package mutating func appendJSON(_ string: String) {
    var string = string
    append(UInt8(ascii: "\""))
    string.withUTF8 { bytes in
      if bytes.contains(where: Self.needsEscape) {
        for byte in bytes { appendEscaped(byte) }
      } else {
        append(UnsafeRawBufferPointer(bytes))
      }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append(text: "\\\"")
    case UInt8(ascii: "\\"): append(text: "\\\\")
    case 0x0A: append(text: "\\n")
    case 0x0D: append(text: "\\r")
    case 0x09: append(text: "\\t")
    // DEL is legal in JSON, but it garbles a terminal as the other control characters do.
    case 0..<0x20, 0x7F: append(text: "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
    default: append(byte)
    }
  }
}
