@testable import CroftCommands

/// Something that occurs every so many milliseconds.
struct Periodic: Occurrences {
  let period: Int
  var first = 0
  var last = Int.max

  func occurrences(after moment: Int, count: Int) -> [Int] {
    // As systemd-analyze is asked: in whole seconds.
    let moment = moment / 1000 * 1000
    let next = moment < first ? first : first + ((moment - first) / period + 1) * period
    return (0..<count).map { next + $0 * period }.filter { $0 <= last }
  }
}
