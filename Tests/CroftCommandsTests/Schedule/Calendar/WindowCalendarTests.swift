import Testing

@testable import CroftCommands

@Suite struct WindowCalendarTests {
  private static let minute = 60_000
  private static let day = 86_400_000

  private static func every(_ period: Int, from first: Int = 0) -> WindowCalendar {
    WindowCalendar(occurrences: Periodic(period: period, first: first))
  }

  @Test(arguments: [1000, 60_000, 86_400_000, 31 * 86_400_000, 8 * 366 * 86_400_000])
  func theNewestWindowIsFoundHoweverRareOccurrencesAre(period: Int) throws {
    let calendar = Self.every(period)
    let end = (1_795_341_600_000 / period) * period
    #expect(try calendar.newest(by: end) == Window(start: end - period, end: end))
    #expect(try calendar.newest(by: end + period - 1) == Window(start: end - period, end: end))
    #expect(try calendar.newest(by: end - 1)?.end == end - period)
  }

  @Test func theFirstWindowOfAllHasNoStart() throws {
    let first = 20_000 * Self.day
    let calendar = Self.every(Self.day, from: first)
    #expect(try calendar.newest(by: first) == Window(start: nil, end: first))
    #expect(try calendar.newest(by: first - 1) == nil)
  }

  @Test func aWindowEndsWhereSomethingOccurs() throws {
    let calendar = Self.every(Self.day)
    let end = 20_000 * Self.day
    #expect(try calendar.window(endingAt: end) == Window(start: end - Self.day, end: end))
    #expect(try calendar.window(endingAt: end + 1000) == nil)
  }

  @Test func windowsFollowOneAnotherWithoutGaps() throws {
    let start = 20_000 * Self.day
    var passed = try Self.every(Self.minute).windows(endingAfter: start)
    var last = start
    while let window = try passed.next(by: start + 2500 * Self.minute) {
      #expect(window == Window(start: last, end: last + Self.minute))
      last = window.end
    }
    #expect(last == start + 2500 * Self.minute)
    // More pass while one waits for them.
    #expect(try passed.next(by: last + Self.minute)?.end == last + Self.minute)
  }

  @Test func onlyWholeWindowsLieBetweenTwoTimes() throws {
    let calendar = Self.every(Self.day)
    let start = 20_000 * Self.day
    let whole = try calendar.windows(from: start, to: start + 3 * Self.day, maximumCount: 3)
    #expect(whole.map(\.end) == [1, 2, 3].map { start + $0 * Self.day })
    let cut = try calendar.windows(from: start + 1000, to: start + 3 * Self.day - 1, maximumCount: 3)
    #expect(cut == [Window(start: start + Self.day, end: start + 2 * Self.day)])
  }

  @Test func tooManyWindowsAreRefused() {
    let start = 20_000 * Self.day
    #expect(throws: ScheduleError.self) {
      try Self.every(Self.day).windows(from: start, to: start + 4 * Self.day, maximumCount: 3)
    }
  }
}
