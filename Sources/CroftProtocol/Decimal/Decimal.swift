/// Numbers straight from decimal text, without a string in between.
@usableFromInline
package enum Decimal {
  /// An integer: an optional sign and digits, nothing else. Nil for anything else, also one out of range.
  @usableFromInline
  package static func int(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    guard count > 0 else { return nil }
    let isNegative = start[0] == UInt8(ascii: "-")
    let first = isNegative || start[0] == UInt8(ascii: "+") ? 1 : 0
    guard first < count else { return nil }
    guard count &- first <= 18 else { return longInt(start, first, count, isNegative) }
    var value = 0
    var position = first
    while position < count {
      let digit = start[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int(digit)
      position &+= 1
    }
    return isNegative ? 0 &- value : value
  }

  /// As many digits as could be out of range.
  private static func longInt(
    _ start: UnsafePointer<UInt8>, _ first: Int, _ count: Int, _ isNegative: Bool
  ) -> Int? {
    var value = 0
    for position in first..<count {
      let digit = start[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      // Negative all along, because there is one more negative number than there are positive ones.
      let (next, nextOverflow) = shifted.subtractingReportingOverflow(Int(digit))
      if overflow || nextOverflow { return nil }
      value = next
    }
    if isNegative { return value }
    return value == .min ? nil : 0 - value
  }

  /// The nearest double to a decimal number, such as `-12`, `.5` or `1e-3`; also `nan`, `inf` and `infinity`, in any
  /// case. Nil for anything else.
  @usableFromInline
  package static func double(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double? {
    var position = 0
    var isNegative = false
    if count > 0, start[0] == UInt8(ascii: "-") || start[0] == UInt8(ascii: "+") {
      isNegative = start[0] == UInt8(ascii: "-")
      position = 1
    }
    let first = position
    var digits: UInt64 = 0
    position = skipDigits(start, position, count, &digits)
    var digitCount = position &- first
    var exponent = 0
    if position < count, start[position] == UInt8(ascii: ".") {
      let fraction = position &+ 1
      position = skipDigits(start, fraction, count, &digits)
      exponent = fraction &- position
      digitCount &-= exponent
    }
    if digitCount == 0 { return special(start, count) }
    if position < count {
      guard let written = writtenExponent(start, position, count) else { return nil }
      exponent += written
    }
    // Nineteen digits fit into 64 bits, whatever they are.
    guard digitCount <= 19, let value = DecimalScaling.scale(digits, byPowerOfTen: exponent) else {
      return Double(
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    }
    return isNegative ? -value : value
  }

  @inline(__always)
  private static func skipDigits(
    _ start: UnsafePointer<UInt8>, _ position: Int, _ count: Int, _ value: inout UInt64
  ) -> Int {
    var position = position
    while position < count {
      let digit = start[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ UInt64(digit)
      position &+= 1
    }
    return position
  }

  /// What stands from the `e` on, all of it. Of a huge one only that it is huge, which is all that is needed.
  private static func writtenExponent(_ start: UnsafePointer<UInt8>, _ position: Int, _ count: Int)
    -> Int?
  {
    guard start[position] | 0x20 == UInt8(ascii: "e"), position + 1 < count else { return nil }
    var first = position + 1
    let isNegative = start[first] == UInt8(ascii: "-")
    if isNegative || start[first] == UInt8(ascii: "+") { first += 1 }
    guard first < count else { return nil }
    var exponent = 0
    for position in first..<count {
      let digit = start[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      exponent = min(exponent * 10 + Int(digit), 1_000_000)
    }
    return isNegative ? -exponent : exponent
  }

  private static func special(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double? {
    guard (3...9).contains(count) else { return nil }
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
      .lowercased()
    switch text {
    case "nan", "+nan", "-nan": return .nan
    case "inf", "infinity", "+inf", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }
}
