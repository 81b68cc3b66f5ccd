import Testing

@testable import CroftCommands

/// With the real systemd-analyze(1).
@Suite(.enabled(if: Machine.hasSystemdAnalyze, "needs systemd-analyze, of the package systemd"))
struct CalendarExpressionTests {
  private static func moments(_ texts: String...) -> [Int] { texts.compactMap(Timestamp.rfc3339) }

  private static func occurrences(of text: String, after moment: String, _ count: Int) throws -> [Int] {
    let start = try #require(Timestamp.rfc3339(moment))
    return try CalendarExpression(text).occurrences(after: start, count: count)
  }

  @Test func theTimeItselfIsNotAfterItself() throws {
    let found = try Self.occurrences(of: "daily UTC", after: "2026-03-01T00:00:00Z", 2)
    #expect(found == Self.moments("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"))
  }

  @Test func anHourThatIsLeftOutInSpringHasNoOccurrence() throws {
    let found = try Self.occurrences(of: "*-*-* 02:30 Europe/Berlin", after: "2026-03-27T12:00:00Z", 2)
    #expect(found == Self.moments("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"))
  }

  @Test func anHourThatComesTwiceInAutumnCountsOnce() throws {
    let found = try Self.occurrences(of: "*-*-* 02:30 Europe/Berlin", after: "2026-10-24T12:00:00Z", 2)
    #expect(found == Self.moments("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"))
  }

  @Test func aDayIsTwentyThreeHoursLongInSpring() throws {
    let found = try Self.occurrences(of: "daily Europe/Berlin", after: "2026-03-28T12:00:00Z", 2)
    #expect(found == Self.moments("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"))
  }

  @Test func thousandsComeInOneCall() throws {
    let found = try Self.occurrences(of: "*:*:00 UTC", after: "2026-03-01T00:00:00Z", 3000)
    #expect(found.count == 3000)
    #expect(zip(found, found.dropFirst()).allSatisfy { $1 - $0 == 60_000 })
  }

  @Test(arguments: ["daily", "Mon..Fri 09:00", "*:0/15", "*-02-29", "Sat *-*-1..7 18:00 America/New_York"])
  func whatSystemdUnderstandsIsTaken(text: String) throws {
    try CalendarExpression(text).check(now: 1_795_341_600_000)
  }

  @Test(arguments: [
    ("daaily", "no calendar expression"), ("", "no calendar expression"), ("25:00", "no calendar expression"),
    ("daily\n[Service]", "no calendar expression"), ("%h", "no calendar expression"),
    ("2020-01-01", "never comes again"), ("*:*:0/0.5", "whole seconds"),
    (String(repeating: "1,", count: 600) + "2", "no calendar expression"),
  ])
  func whatCannotBeScheduledIsToldWhy(text: String, reason: String) {
    #expect {
      try CalendarExpression(text).check(now: 1_795_341_600_000)
    } throws: {
      "\($0)".contains(reason)
    }
  }

  @Test func momentsAreReadAsPeopleWriteThem() throws {
    #expect(try SystemdAnalyze.moment("2026-11-22T10:00:00Z") == 1_795_341_600_000)
    #expect(try SystemdAnalyze.moment("2026-11-22 10:00 UTC") == 1_795_341_600_000)
    #expect(throws: ScheduleError.self) { try SystemdAnalyze.moment("--help") }
    #expect(throws: ScheduleError.self) { try SystemdAnalyze.moment("tomorrowish") }
  }

  @Test(arguments: [("90", 90), ("5min", 300), ("1h 30min", 5400), ("1ms", 1), ("0", 0)])
  func lengthsOfTimeAreReadAsPeopleWriteThem(text: String, seconds: Int) throws {
    #expect(try SystemdAnalyze.seconds(text) == seconds)
  }

  @Test(arguments: ["", "soon", "-5", "infinity"])
  func whatIsNoLengthOfTimeIsRefused(text: String) {
    #expect(throws: ScheduleError.self) { try SystemdAnalyze.seconds(text) }
  }
}
