import Glibc

/// The time of day, for people. It may jump: ``MonotonicTime`` is for measuring.
package enum UnixTime {
  /// Since 1970.
  package static var nowMilliseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }

  /// `2026-11-22T10:17:37Z`, which sorts and has no space in it; with `.042` before the Z where milliseconds count.
  package static func utc(milliseconds: Int, withMilliseconds: Bool = false) -> String {
    var seconds: time_t = milliseconds / 1000
    var calendar = tm()
    guard gmtime_r(&seconds, &calendar) != nil else { return "\(milliseconds) ms" }
    func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [padded(Int(calendar.tm_year) + 1900, 4), padded(calendar.tm_mon + 1), padded(calendar.tm_mday)]
    let clock = [padded(calendar.tm_hour), padded(calendar.tm_min), padded(calendar.tm_sec)]
    let fraction = withMilliseconds ? "." + padded(milliseconds % 1000, 3) : ""
    return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":"))\(fraction)Z"
  }
}
