import CroftLinux
import Glibc

/// How values are spelled: rounded and relative for a person at a terminal, exact for a pipe.
struct TextStyle: Equatable {
  /// What times are told from; nil where they are dates.
  var nowUnixMilliseconds: Int?
  var isRounded: Bool
  /// Whether a terminal is there that shows them, and nobody minds.
  var hasColours: Bool

  static let plain = TextStyle(nowUnixMilliseconds: nil, isRounded: false, hasColours: false)

  static func terminal(nowUnixMilliseconds now: Int, hasColours: Bool = true) -> TextStyle {
    TextStyle(nowUnixMilliseconds: now, isRounded: true, hasColours: hasColours)
  }

  /// - Parameter isAbsolute: whether times are to be dates in any case.
  static func forStandardOutput(isAbsolute: Bool = false) -> TextStyle {
    guard Terminal.isAttached(to: STDOUT_FILENO) else { return .plain }
    var style = terminal(
      nowUnixMilliseconds: UnixTime.nowMilliseconds,
      hasColours: mayHaveColours(Environment.dictionary))
    if isAbsolute { style.nowUnixMilliseconds = nil }
    return style
  }

  /// As no-color.org has it: any value but the empty one turns them off. A dumb terminal would print the sequences.
  static func mayHaveColours(_ environment: [String: String]) -> Bool {
    environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  func bytes(_ count: Int) -> String { isRounded ? Self.rounded(bytes: count) : String(count) }

  func moment(unixMilliseconds: Int) -> String {
    guard let now = nowUnixMilliseconds else { return UnixTime.utc(milliseconds: unixMilliseconds) }
    return Self.age(seconds: now.subtractingClamped(unixMilliseconds) / 1000)
  }

  /// Seconds with three decimals, which can be added up; for eyes the two largest units.
  func duration(microseconds: Int) -> String {
    if isRounded, microseconds >= 10_000_000 {
      return Self.rounded(seconds: microseconds / 1_000_000)
    }
    let milliseconds = microseconds / 1000 + (microseconds % 1000 >= 500 ? 1 : 0)
    let decimals = String(milliseconds % 1000 + 1000).dropFirst()
    return "\(milliseconds / 1000).\(decimals)" + (isRounded ? " s" : "")
  }

  func emphasised(_ line: String) -> String { hasColours ? "\u{1B}[1m\(line)\u{1B}[0m" : line }

  func coloured(_ text: String, _ tone: Tone) -> String {
    hasColours ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// `1536` → `1.5 KiB`: one decimal while it tells something.
  private static func rounded(bytes count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let tenths = Int((value * 10).rounded())
    let number = tenths % 10 == 0 || tenths >= 1000 ? String((tenths + 5) / 10) : "\(tenths / 10).\(tenths % 10)"
    return number + " " + units[unit]
  }

  private static func rounded(seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    default: "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
    }
  }

  private static func age(seconds: Int) -> String {
    switch seconds {
    case ..<1: "just now"
    case ..<120: "\(seconds) s ago"
    case ..<7200: "\(seconds / 60) min ago"
    case ..<172_800: "\(seconds / 3600) h ago"
    default: "\(seconds / 86_400) days ago"
    }
  }
}

/// What a state means to who looks at it, as a colour: the number is the one of ECMA-48's SGR.
enum Tone: Int {
  /// Red, green, yellow and cyan.
  case bad = 31
  case good = 32
  case waiting = 33
  case active = 36
}
