import Glibc

/// Points in time as texts have them, in milliseconds since 1970.
enum Timestamp {
  /// RFC 3339, such as `2026-11-22T10:00:00Z` or `2026-11-22T11:00:00+01:00`. A fraction of a second is dropped, since
  /// windows begin and end with whole ones.
  static func rfc3339(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), let local = moment(bytes[..<10], bytes[11..<19]) else {
      return nil
    }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { number([$0]) != nil }
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(1 + digits.count)
    }
    return offsetMinutes(rest).map { local - $0 * 60_000 }
  }

  /// What systemd prints, such as `Sun 2026-03-29 01:00:00 UTC`, read as UTC whatever the zone is called.
  static func systemd(_ text: some StringProtocol) -> Int? {
    let words = text.split(separator: " ").map { Array($0.utf8) }
    guard words.count >= 3 else { return nil }
    return moment(words[1][...], words[2][...])
  }

  /// `2026-03-29` and `01:00:00`.
  private static func moment(_ date: ArraySlice<UInt8>, _ clock: ArraySlice<UInt8>) -> Int? {
    let days = date.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let hours = clock.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard days.map(\.count) == [4, 2, 2], hours.map(\.count) == [2, 2, 2] else { return nil }
    let numbers = (days + hours).compactMap(number)
    guard numbers.count == 6 else { return nil }
    var calendar = tm()
    calendar.tm_year = numbers[0] - 1900
    calendar.tm_mon = numbers[1] - 1
    calendar.tm_mday = numbers[2]
    calendar.tm_hour = numbers[3]
    calendar.tm_min = numbers[4]
    calendar.tm_sec = numbers[5]
    let asWritten = calendar
    let seconds = timegm(&calendar)
    // timegm(3) makes a real date of every other one: 30 February becomes 2 March.
    guard
      (calendar.tm_mon, calendar.tm_mday, calendar.tm_hour) == (asWritten.tm_mon, asWritten.tm_mday, asWritten.tm_hour),
      (calendar.tm_min, calendar.tm_sec) == (asWritten.tm_min, asWritten.tm_sec)
    else { return nil }
    return seconds * 1000
  }

  /// `Z`, or `+01:00`.
  private static func offsetMinutes(_ zone: ArraySlice<UInt8>) -> Int? {
    if zone.elementsEqual("Z".utf8) { return 0 }
    guard zone.count == 6, let sign = zone.first, "+-".utf8.contains(sign) else { return nil }
    let parts = zone.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [2, 2], let hours = number(parts[0]), let minutes = number(parts[1]), hours < 24,
      minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * Int(hours * 60 + minutes)
  }

  private static func number(_ digits: some Collection<UInt8>) -> CInt? {
    digits.reduce(0) { number, digit in
      guard let number, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      return number * 10 + CInt(digit - UInt8(ascii: "0"))
    }
  }
}
