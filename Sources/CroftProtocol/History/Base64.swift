/// Bytes as JSON carries them: RFC 4648, section 4, with padding.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")
  private static let none: UInt8 = 0xFF
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: none, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  package static func encode(_ bytes: [UInt8]) -> String {
    // Straight into the text: this runs over every attempt's bytes in the driver.
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
      var end = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(3, bytes.count - start)
        var bits = UInt32(bytes[start]) << 16
        if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
        if count > 2 { bits |= UInt32(bytes[start + 2]) }
        for place in 0..<4 {
          text[end + place] = place <= count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : padding
        }
        end += 4
      }
      return end
    }
  }

  /// nil for what `encode` doesn't write.
  package static func decode(_ text: String) -> [UInt8]? {
    let text = Array(text.utf8)
    guard text.count.isMultiple(of: 4) else { return nil }
    let paddingCount = text.suffix(2).count { $0 == padding }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    for start in stride(from: 0, to: text.count, by: 4) {
      let isLast = start + 4 == text.count
      let digits = isLast ? 4 - paddingCount : 4
      var bits: UInt32 = 0
      for place in 0..<4 {
        let value = place < digits ? values[Int(text[start + place])] : 0
        guard value != none, place < digits || text[start + place] == padding else { return nil }
        bits = bits << 6 | UInt32(value)
      }
      let count = digits - 1
      // Bits beyond the last byte have to be 0, so that every value has one text.
      guard count == 3 || bits & (1 << UInt32(8 * (3 - count)) - 1) == 0 else { return nil }
      for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))) }
    }
    return bytes
  }
}
