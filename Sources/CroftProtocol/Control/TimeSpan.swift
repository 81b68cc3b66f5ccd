/// Spans of time as systemd.time(7) writes them: `5min 20s`, `1.5h`, `90d`, or a plain number of seconds.
package enum TimeSpan {
  /// Longer than any machine runs, and far from where milliseconds overflow.
  private static let limitSeconds = 100 * 365.25 * 86_400

  private static let secondsOfUnits: [String: Double] = {
    let units: [(names: [String], seconds: Double)] = [
      (["us", "usec", "µs", "μs"], 1e-6), (["ms", "msec"], 1e-3), (["", "s", "sec", "second", "seconds"], 1),
      (["m", "min", "minute", "minutes"], 60), (["h", "hr", "hour", "hours"], 3600),
      (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 7 * 86_400),
      // systemd counts a year as 365.25 days, and a month as its twelfth.
      (["M", "month", "months"], 2_629_800), (["y", "year", "years"], 31_557_600),
    ]
    return Dictionary(uniqueKeysWithValues: units.flatMap { unit in unit.names.map { ($0, unit.seconds) } })
  }()

  /// Milliseconds, rounded up so that a short span isn't none; nil when the text is no span of at most 100 years.
  package static func milliseconds(_ text: String) -> Int? {
    var rest = text[...]
    var seconds = 0.0
    repeat {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = decimal(digits) else { return nil }
      rest = rest.dropFirst(digits.count).drop { $0 == " " || $0 == "\t" }
      let unit = rest.prefix { $0.isLetter }
      guard let factor = secondsOfUnits[String(unit)] else { return nil }
      rest = rest.dropFirst(unit.count)
      seconds += number * factor
      guard seconds <= limitSeconds else { return nil }
    } while rest.contains { $0 != " " && $0 != "\t" }
    // A sum of decimal fractions may lie a hair above what was written.
    return Int((seconds * 1000 - 1e-6).rounded(.up))
  }
}

/// A number of digits with at most one point between them; nil for anything else that `Double` would take.
package func decimal(_ text: some StringProtocol) -> Double? {
  guard text.first?.isWholeNumber == true, text.last?.isWholeNumber == true,
    text.allSatisfy({ $0.isASCII && ($0.isWholeNumber || $0 == ".") })
  else { return nil }
  return Double(text)
}
