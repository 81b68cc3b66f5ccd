import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorHoldsTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  private func notice(
    _ count: Int, at deadline: Int = ReclaimNotice.noDeadline, _ reason: String, withoutDeadline: Int? = nil
  ) -> AllocatorAction {
    let notice = ReclaimNotice(
      count: count, resources: Fixture.small, deadline: deadline, reason: reason, withoutDeadline: withoutDeadline)
    return .report(first, .reclaim(notice))
  }

  private static let held = "The application is held."
  private static let nothing = "Nothing of this size is owed any more."

  @Test func aHeldApplicationIsGrantedNothingUntilItIsReleased() throws {
    var allocator = try Fixture.allocator()
    #expect(try allocator.held(first, true, now: 1).effects == [])
    let (_, actions) = try allocator.requested(by: first, count: 2, resources: Fixture.small, now: 2)
    #expect(actions.effects == [])
    #expect(actions.wakeTimes == [])
    let explanation = try #require(try allocator.explain(first).first)
    #expect(explanation.obstacles == ["Application 1 is held, so it is granted nothing."])
    #expect(explanation.remedies == ["Release it: croft release 1."])
    #expect(try allocator.held(first, false, now: 3).effects == Fixture.starts(first, 1...2))
  }

  @Test func nobodyElseIsHeldUp() throws {
    var allocator = try Fixture.allocator()
    _ = try allocator.held(first, true, now: 1)
    _ = try allocator.requested(by: first, count: 4, resources: Fixture.small, now: 2)
    let (_, actions) = try allocator.requested(by: second, count: 4, resources: Fixture.small, now: 3)
    #expect(actions.effects == Fixture.starts(second, 1...4))
  }

  @Test func whatItHasIsAskedForAndNeverTaken() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(2, for: first)
    let actions = try allocator.held(first, true, now: 1)
    #expect(actions.effects == [notice(2, Self.held)])
    #expect(actions.wakeTimes == [])
    #expect(allocator.timePassed(now: ReclaimNotice.noDeadline / 2) == [])
    #expect(try allocator.released(Fixture.key(first, 1), now: 0).effects == [.end(Fixture.key(first, 1))])
    #expect(try allocator.held(first, false, now: 0).effects == [notice(0, at: allocator.now, Self.nothing)])
  }

  @Test func whatWasStartingIsAskedForOnceItIsThere() throws {
    var allocator = try Fixture.allocator()
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    _ = try allocator.held(first, true, now: 1)
    let actions = allocator.executorStarted(Fixture.key(first, 1), now: 2)
    #expect(actions.effects == [.report(first, .granted(ExecutorID(1), Fixture.small)), notice(1, Self.held)])
  }

  @Test func aDriverThatComesBackIsAskedAgain() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    _ = try allocator.held(first, true, now: 1)
    let actions = try allocator.driverReconnected(first, held: [ExecutorID(1)], now: 2)
    #expect(actions.effects == [notice(1, Self.held)])
  }

  @Test func nobodyEscapesADeadlineByBeingHeld() throws {
    let queues = [
      QueueConfiguration(name: "a"), QueueConfiguration(name: "b", minimum: ResourceBound(cores: 2)),
    ]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues)
    try allocator.run(4, for: first)
    #expect(try allocator.held(first, true, now: 0).effects == [notice(4, Self.held)])
    let (_, actions) = try allocator.requested(by: second, count: 2, resources: Fixture.small, now: 1000)
    let reason = "A queue that has less than its minimum needs it."
    #expect(actions.effects == [notice(4, at: 31_000, reason, withoutDeadline: 2)])
    let late = allocator.timePassed(now: 31_000)
    #expect(
      late.effects == [.end(Fixture.key(first, 4)), .end(Fixture.key(first, 3)), notice(2, Self.held)])
  }

  @Test func whoGivesBackWhatHadADeadlineIsToldThatTheRestHasNone() throws {
    let queues = [
      QueueConfiguration(name: "a"), QueueConfiguration(name: "b", minimum: ResourceBound(cores: 1)),
    ]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues)
    try allocator.run(4, for: first)
    _ = try allocator.held(first, true, now: 0)
    _ = try allocator.requested(by: second, count: 1, resources: Fixture.small, now: 1000)
    let actions = try allocator.released(Fixture.key(first, 1), now: 2000)
    #expect(actions.effects == [.end(Fixture.key(first, 1)), notice(3, Self.held)])
  }

  @Test func whatEndsWellWhileItIsAskedBackHasNotDiedAtOnce() throws {
    var allocator = try Fixture.allocator()
    for round in 1...12 {
      let now = round * 2000
      try allocator.run(2, for: first, now: now)
      _ = try allocator.held(first, true, now: now)
      for executor in [2 * round - 1, 2 * round] {
        _ = allocator.executorEnded(Fixture.key(first, executor), outcome: .exited(code: 0), now: now + 1)
      }
      _ = try allocator.held(first, false, now: now + 2)
    }
    #expect(allocator.applications[first]?.failuresInARow == 0)
    try allocator.run(1, for: first, now: 50_000)
    _ = try allocator.held(first, true, now: 50_000)
    _ = allocator.executorEnded(Fixture.key(first, 25), outcome: .exited(code: 1), now: 50_001)
    #expect(allocator.applications[first]?.failuresInARow == 1, "a failure is one all the same")
  }

  @Test func inAQueueByAgeNobodyPassesOthersByHavingBeenHeld() throws {
    let fifo = QueueConfiguration(name: "default", policy: .fifo)
    var allocator = try Fixture.allocator(applicationsIn: [nil, nil], queues: [fifo])
    _ = allocator.pressureChanged(isHigh: true, now: 0)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    _ = try allocator.requested(by: first, count: 2, resources: Fixture.small, now: 0)
    _ = try allocator.held(first, true, now: 0)
    _ = try allocator.requested(by: second, count: 2, resources: Fixture.small, now: 1)
    let actions = try allocator.held(first, false, now: 2)
    #expect(allocator.applications[first]?.waiting.map(\.sequence) == [4, 5])
    let stored = actions.stored.compactMap { if case .putRequest(let row) = $0 { row.sequence } else { nil } }
    #expect(stored == [4, 5])
    #expect(
      allocator.pressureChanged(isHigh: false, now: 3).effects
        == Fixture.starts(second, 1...2) + Fixture.starts(first, 1...2))
  }

  @Test func timeCountsFromTheRelease() throws {
    var allocator = try Fixture.allocator(configure: { $0.patienceSeconds = 10 })
    try allocator.run(4, for: second)
    _ = try allocator.held(first, true, now: 0)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    let actions = try allocator.held(first, false, now: 20_000)
    #expect(try allocator.explain(first).map(\.since) == [20_000])
    #expect(
      actions.stored.contains { if case .putRequest(let row) = $0 { row.since == 20_000 } else { false } })
    #expect(actions.wakeTimes == [30_000])
  }

  @Test func aHeldQueueIsOwedNoMinimumAndEntitledToNothing() throws {
    let queues = [
      QueueConfiguration(name: "a"), QueueConfiguration(name: "b", minimum: ResourceBound(cores: 2)),
    ]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues)
    try allocator.run(4, for: first)
    _ = try allocator.held(second, true, now: 0)
    let (_, actions) = try allocator.requested(by: second, count: 2, resources: Fixture.small, now: 1000)
    #expect(actions.effects == [])
    #expect(allocator.entitlements.keys.sorted() == ["a"])
  }

  @Test func doingItTwiceChangesNothing() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    #expect(try allocator.held(first, false, now: 1) == [])
    _ = try allocator.held(first, true, now: 1)
    #expect(try allocator.held(first, true, now: 2) == [])
    #expect(throws: ManagerError.noSuchApplication(application: 9)) {
      try allocator.held(ApplicationID(9), true, now: 3)
    }
  }

  @Test func aHoldOutlivesItsManager() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    _ = try allocator.held(first, true, now: 1)
    var next = Allocator(
      recovering: StoredRows(of: allocator).snapshot, configuration: allocator.configuration, now: 2)
    _ = next.recovered(ended: [], now: 2)
    #expect(try next.driverReconnected(first, held: [ExecutorID(1)], now: 3).effects == [notice(1, Self.held)])
    let (_, actions) = try next.requested(by: first, count: 1, resources: Fixture.small, now: 4)
    #expect(actions.effects == [])
  }
}
