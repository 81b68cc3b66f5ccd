/// Numbers as people read them.
enum HumanReadable {
  /// `0:07`, `12:34`, `1:00:00`. Not negative.
  static func duration(seconds: Int) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    return hours > 0
      ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }

  /// `17 B`, `1.2 GB`: powers of 1000, one decimal.
  static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var value = Double(count)
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\(oneDecimal(value)) \(units[unit])"
  }

  /// `1234/s`, `12.5/s`, and of what happens less than once a second `3.2/min`. Not negative.
  static func rate(perSecond: Double) -> String {
    if perSecond < 1 { return "\(oneDecimal(perSecond * 60))/min" }
    return perSecond < 100 ? "\(oneDecimal(perSecond))/s" : "\(Int(min(perSecond, 1e9).rounded()))/s"
  }

  private static func oneDecimal(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
