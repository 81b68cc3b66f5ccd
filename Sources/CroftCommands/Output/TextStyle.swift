import CroftLinux

/// How values are spelled: rounded and relative for a person at a terminal, exact for a pipe.
enum TextStyle: Equatable {
  case terminal(nowUnixMilliseconds: Int)
  case plain

  func bytes(_ count: Int) -> String {
    switch self {
    case .terminal: Self.rounded(bytes: count)
    case .plain: String(count)
    }
  }

  func moment(unixMilliseconds: Int) -> String {
    switch self {
    case .terminal(let now): Self.age(seconds: (now - unixMilliseconds) / 1000)
    case .plain: UnixTime.utc(milliseconds: unixMilliseconds)
    }
  }

  func emphasised(_ line: String) -> String {
    switch self {
    case .terminal: "\u{1B}[1m" + line + "\u{1B}[0m"
    case .plain: line
    }
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
