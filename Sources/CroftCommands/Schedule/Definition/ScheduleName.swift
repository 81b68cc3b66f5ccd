import CroftLinux

/// What a schedule is called: part of the names of two units, a directory, and an argument in a unit file, so that it
/// may hold nothing that any of them would take for syntax.
struct ScheduleName: Equatable {
  /// A unit's name may have 255 bytes (systemd.unit(5)); this leaves room for what stands around it.
  private static let maximumLength = 128

  let text: String

  init(_ text: String) throws {
    let isWord = text.utf8.allSatisfy { byte in
      Self.isLetterOrDigit(byte) || "-_.".utf8.contains(byte)
    }
    guard isWord, let first = text.utf8.first, Self.isLetterOrDigit(first) else {
      throw ScheduleError(
        "'\(text.printable)' can't name a schedule: use letters of ASCII, digits, '-', '_' and '.', "
          + "with a letter or a digit first")
    }
    guard text.utf8.count <= Self.maximumLength else {
      throw ScheduleError("a schedule's name may have \(Self.maximumLength) characters, not \(text.utf8.count)")
    }
    self.text = text
  }

  var timer: String { "croft-schedule-\(text).timer" }
  var service: String { "croft-schedule-\(text).service" }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
