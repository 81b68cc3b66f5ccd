import CroftLinux

/// Text as systemd's unit files hold it (systemd.syntax(7), systemd.service(5), "Command lines"). Pure.
enum UnitText {
  /// A value that goes to the end of its line.
  static func line(_ text: String) throws -> String {
    try checkPrintable(text)
    guard text.utf8.last != UInt8(ascii: "\\") else {
      throw ScheduleError("'\(text)' ends in a backslash, which joins two lines of a unit file: leave it out")
    }
    // A percent sign begins a specifier.
    return replaced(text) { $0 == "%" ? "%%" : nil }
  }

  /// One word among others.
  static func quoted(_ text: String) throws -> String {
    try checkPrintable(text)
    return "\"" + replaced(text) { $0 == "%" ? "%%" : $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil } + "\""
  }

  /// The program that a service starts.
  static func program(_ path: String) throws -> String {
    // What systemd takes for special in a program's name, also where it is quoted (string_is_safe in its sources).
    guard path.hasPrefix("/"), !path.unicodeScalars.contains(where: { "$\"'\\".unicodeScalars.contains($0) }) else {
      throw ScheduleError(
        "systemd can't start '\(path.printable)': a program's path is absolute, and without '$', quotes and backslashes"
      )
    }
    return try quoted(path)
  }

  /// By scalars: a combining mark after a quote makes one character of both, and systemd knows bytes.
  private static func replaced(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if let replacement = replacement(scalar) {
        result += replacement
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func checkPrintable(_ text: String) throws {
    guard !text.hasControlCharacters else {
      throw ScheduleError("'\(text.printable)' holds control characters, which a unit file can't: leave them out")
    }
  }
}
