import Croft

/// A month of the calendar, such as 2024-01.
struct Month: Codable, ExpressibleByArgument, CustomStringConvertible {
  let year: Int
  /// From 1 to 12.
  let month: Int

  init(year: Int, month: Int) {
    self.year = year
    self.month = month
  }

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 2, let year = Int(parts[0]),
      let month = Int(parts[1]), (1900...2999).contains(year), (1...12).contains(month)
    else { return nil }
    self.init(year: year, month: month)
  }

  /// The month that comes so many later.
  func advanced(by months: Int) -> Month {
    let count = year * 12 + month - 1 + months
    return Month(year: count / 12, month: count % 12 + 1)
  }

  var days: Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  var description: String { "\(padded(year, to: 4))-\(padded(month, to: 2))" }
  var defaultValueDescription: String { description }
}

/// A number with as many zeros before it as it takes to be so long.
func padded(_ number: Int, to length: Int) -> String {
  let digits = "\(number)"
  return String(repeating: "0", count: max(0, length - digits.count)) + digits
}
