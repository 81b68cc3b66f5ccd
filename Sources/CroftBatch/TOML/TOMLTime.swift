/// Recognises dates and times (RFC 3339), and checks that there is such a day and hour.
enum TOMLTime {
  /// nil for what is no date and no time.
  static func kind(of text: ArraySlice<UInt8>) -> TOMLTimeKind? {
    var scanner = TOMLTimeScanner(rest: text)
    var whole = scanner
    if whole.time(), whole.rest.isEmpty { return .localTime }
    guard scanner.date() else { return nil }
    if scanner.rest.isEmpty { return .localDate }
    guard let separator = scanner.rest.first, "Tt ".utf8.contains(separator) else { return nil }
    scanner.rest.removeFirst()
    guard scanner.time() else { return nil }
    if scanner.rest.isEmpty { return .localDateTime }
    return scanner.offset() && scanner.rest.isEmpty ? .offsetDateTime : nil
  }
}

private struct TOMLTimeScanner {
  var rest: ArraySlice<UInt8>

  mutating func date() -> Bool {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2) else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
  }

  mutating func time() -> Bool {
    guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2) else {
      return false
    }
    // 60 is a leap second.
    guard hour < 24, minute < 60, second <= 60 else { return false }
    guard skip(".") else { return true }
    let fraction = rest.prefix(while: ByteClass.isDigit)
    rest = rest[fraction.endIndex...]
    return !fraction.isEmpty
  }

  mutating func offset() -> Bool {
    if skip("Z") || skip("z") { return true }
    guard skip("+") || skip("-"), let hour = number(2), skip(":"), let minute = number(2) else { return false }
    return hour < 24 && minute < 60
  }

  private mutating func number(_ count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(ByteClass.isDigit) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
