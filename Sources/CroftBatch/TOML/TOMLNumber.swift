import Glibc

/// Reads integers and floats.
enum TOMLNumber {
  /// - Returns: nil for what is no number.
  /// - Throws: a ``TOMLError`` for an integer that needs more than 64 bits.
  static func content(of text: String, at place: TextPlace) throws(TOMLError) -> TOMLValue.Content? {
    let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
    let unsigned = isSigned ? text.dropFirst() : text[...]
    switch unsigned {
    case "inf": return .float(text.hasPrefix("-") ? -.infinity : .infinity)
    case "nan": return .float(.nan)
    default: break
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where !isSigned && unsigned.hasPrefix(prefix) {
      guard let digits = digits(unsigned.dropFirst(2), radix: radix) else { return nil }
      return try integer(digits, radix: radix, text, at: place)
    }
    if let digits = decimal(unsigned) {
      return try integer((text.hasPrefix("-") ? "-" : "") + digits, radix: 10, text, at: place)
    }
    return float(unsigned).map { .float(text.hasPrefix("-") ? -$0 : $0) }
  }

  private static func integer(
    _ digits: String, radix: Int, _ text: String, at place: TextPlace
  ) throws(TOMLError) -> TOMLValue.Content {
    guard let number = Int64(digits, radix: radix) else {
      throw TOMLError(place: place, problem: "the integer \(text.prefix(40)) doesn't fit in 64 bits")
    }
    return .integer(number)
  }

  /// Without the underscores, each of which has to stand between two digits; nil for anything else.
  private static func digits(_ text: Substring, radix: Int) -> String? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let areDigits = parts.allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          Character(UnicodeScalar(byte)).hexDigitValue.map { $0 < radix } ?? false
        }
    }
    return areDigits ? parts.joined() : nil
  }

  /// Without leading zeros.
  private static func decimal(_ text: Substring) -> String? {
    guard let digits = digits(text, radix: 10), digits == "0" || !digits.hasPrefix("0") else { return nil }
    return digits
  }

  private static func float(_ text: Substring) -> Double? {
    let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    let mantissa = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 || mantissa.count == 2, var plain = decimal(mantissa[0]) else { return nil }
    if mantissa.count == 2 {
      guard let fraction = digits(mantissa[1], radix: 10) else { return nil }
      plain += "." + fraction
    }
    if halves.count == 2 {
      let isSigned = halves[1].hasPrefix("+") || halves[1].hasPrefix("-")
      guard let exponent = digits(isSigned ? halves[1].dropFirst() : halves[1], radix: 10) else { return nil }
      plain += "e" + (halves[1].hasPrefix("-") ? "-" : "") + exponent
    }
    return Double(plain)
  }
}
