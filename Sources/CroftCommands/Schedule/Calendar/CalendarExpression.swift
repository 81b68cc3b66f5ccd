import CroftLinux

/// A calendar event expression of systemd.time(7). Its occurrences are worked out by systemd itself, so that they are
/// those at which the timer fires.
struct CalendarExpression: Equatable {
  /// Longer than any expression that a person writes.
  private static let maximumLength = 1000

  let text: String

  init(_ text: String) throws {
    // What systemd's syntax and the names of time zones are made of. Nothing in it means something in a unit file.
    let isPlain = text.utf8.allSatisfy { byte in
      " *-:,./~+_".utf8.contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard isPlain, !text.isEmpty, text.utf8.count <= Self.maximumLength else { throw Self.error(text, "") }
    self.text = text
  }

  /// Asks systemd whether it understands the expression.
  ///
  /// - Parameter now: when there has to be an occurrence after.
  func check(now: Int) throws {
    let output = try output(after: now, count: 1)
    if output.hasFractions {
      throw ScheduleError("'\(text)' has times within a second; a schedule's lie on whole seconds")
    }
    if output.occurrences.isEmpty {
      throw ScheduleError("'\(text)' lies in the past and never comes again: name a time in the future")
    }
  }

  private func output(after moment: Int, count: Int) throws -> CalendarOutput {
    let answer = try SystemdAnalyze.run(
      ["calendar", "--base-time=@\(max(0, moment / 1000))", "--iterations=\(count)", "--", text])
    guard answer.isSuccess else { throw Self.error(text, ": " + answer.complaint) }
    return CalendarOutput(answer.output)
  }

  private static func error(_ text: String, _ reason: String) -> ScheduleError {
    ScheduleError(
      "'\(text.printable)' is no calendar expression\(reason); write it as systemd.time(7) tells, for example "
        + "daily, 'Mon..Fri 09:00' or '*:0/15'")
  }
}

extension CalendarExpression: Occurrences {
  func occurrences(after moment: Int, count: Int) throws -> [Int] {
    try output(after: moment, count: count).occurrences
  }
}
