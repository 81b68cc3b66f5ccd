import Testing

@testable import CroftCommands

@Suite struct DueWindowsTests {
  private static let day = 86_400_000
  private static let start = 20_000 * day

  private static func window(_ number: Int) -> Window {
    Window(start: start + (number - 1) * day, end: start + number * day)
  }

  /// The plan of a daily schedule that has dealt with everything up to day 0.
  private static func plan(
    _ catchUp: Schedule.CatchUp, interrupted: [Int] = [], succeeded: Set<Int> = []
  ) -> DueWindows {
    var schedule = Schedule.fixture(handledUntil: start)
    schedule.catchUp = catchUp
    return DueWindows(
      of: schedule, calendar: WindowCalendar(occurrences: Periodic(period: day)),
      interrupted: interrupted.map(window), succeeded: { succeeded.map(window).contains($0) })
  }

  private static func all(_ plan: DueWindows, now: Int) throws -> [PlannedRun] {
    var plan = plan
    var planned: [PlannedRun] = []
    while let next = try plan.next(now: now) { planned.append(next) }
    return planned
  }

  @Test(arguments: Schedule.CatchUp.allCases)
  func aWindowThatHasJustPassedRunsInTime(catchUp: Schedule.CatchUp) throws {
    let planned = try Self.all(Self.plan(catchUp), now: Self.start + Self.day + 100)
    #expect(planned == [PlannedRun(window: Self.window(1), trigger: .timer)])
  }

  @Test(arguments: Schedule.CatchUp.allCases)
  func beforeAWindowHasPassedNothingIsDue(catchUp: Schedule.CatchUp) throws {
    #expect(try Self.all(Self.plan(catchUp), now: Self.start + Self.day - 1) == [])
  }

  @Test func everyMissedWindowIsCaughtUpTheOldestFirst() throws {
    let planned = try Self.all(Self.plan(.all), now: Self.start + 3 * Self.day)
    let triggers: [RunTrigger] = [.catchUp, .catchUp, .timer]
    #expect(planned == (1...3).map { PlannedRun(window: Self.window($0), trigger: triggers[$0 - 1]) })
  }

  @Test func whatAnotherHasFollowedWasMissedHoweverShortTheTime() throws {
    var schedule = Schedule.fixture(handledUntil: Self.start)
    schedule.catchUp = .all
    let plan = DueWindows(
      of: schedule, calendar: WindowCalendar(occurrences: Periodic(period: 5000)), interrupted: [],
      succeeded: { _ in false })
    let planned = try Self.all(plan, now: Self.start + 15_000)
    #expect(planned.map(\.trigger) == [.catchUp, .catchUp, .timer])
  }

  @Test func onlyTheLastMissedWindowIsCaughtUp() throws {
    let planned = try Self.all(Self.plan(.last), now: Self.start + 3 * Self.day + 3_600_000)
    #expect(planned == [PlannedRun(window: Self.window(3), trigger: .catchUp)])
  }

  @Test func noMissedWindowIsCaughtUp() throws {
    #expect(try Self.all(Self.plan(.none), now: Self.start + 3 * Self.day + 3_600_000) == [])
    let planned = try Self.all(Self.plan(.none), now: Self.start + 3 * Self.day)
    #expect(planned == [PlannedRun(window: Self.window(3), trigger: .timer)])
  }

  @Test func aRandomDelayIsNotLateness() throws {
    var schedule = Schedule.fixture(handledUntil: Self.start)
    (schedule.catchUp, schedule.randomizedDelaySeconds) = (.none, 7200)
    let plan = DueWindows(
      of: schedule, calendar: WindowCalendar(occurrences: Periodic(period: Self.day)), interrupted: [],
      succeeded: { _ in false })
    #expect(try Self.all(plan, now: Self.start + Self.day + 3_600_000).count == 1)
  }

  @Test(arguments: [(Schedule.CatchUp.all, [1, 3]), (.last, [3]), (.none, [3])])
  func whatWasRunByHandIsNotCaughtUp(catchUp: Schedule.CatchUp, expected: [Int]) throws {
    let planned = try Self.all(Self.plan(catchUp, succeeded: [2]), now: Self.start + 3 * Self.day)
    #expect(planned.map(\.window) == expected.map(Self.window))
    let none = try Self.all(Self.plan(catchUp, succeeded: [1, 2, 3]), now: Self.start + 3 * Self.day)
    #expect(none == [])
  }

  @Test(arguments: [(Schedule.CatchUp.all, [-1, 0, 1]), (.last, [1]), (.none, [1])])
  func anInterruptedWindowCountsAsMissed(catchUp: Schedule.CatchUp, expected: [Int]) throws {
    let planned = try Self.all(Self.plan(catchUp, interrupted: [-1, 0]), now: Self.start + Self.day)
    #expect(planned.map(\.window) == expected.map(Self.window))
  }

  @Test func theNewestWindowRunsAgainIfItWasInterrupted() throws {
    let planned = try Self.all(Self.plan(.last, interrupted: [0]), now: Self.start + 1000)
    #expect(planned == [PlannedRun(window: Self.window(0), trigger: .catchUp)])
    #expect(try Self.all(Self.plan(.none, interrupted: [0]), now: Self.start + 1000) == [])
  }

  @Test(arguments: [(Schedule.CatchUp.all, [1, 2]), (.last, [1, 2]), (.none, [1])])
  func whatComesDueMeanwhileIsSeenToo(catchUp: Schedule.CatchUp, expected: [Int]) throws {
    var plan = Self.plan(catchUp)
    var planned = [try plan.next(now: Self.start + Self.day)]
    planned.append(try plan.next(now: Self.start + 2 * Self.day))
    planned.append(try plan.next(now: Self.start + 2 * Self.day))
    #expect(planned.compactMap { $0?.window } == expected.map(Self.window))
  }
}

extension Schedule {
  static func fixture(command: [String] = ["/bin/true"], handledUntil: Int = 0) -> Schedule {
    Schedule(
      name: "nightly", calendar: "daily", command: command, directory: "/", addedAt: 0, handledUntil: handledUntil)
  }
}
