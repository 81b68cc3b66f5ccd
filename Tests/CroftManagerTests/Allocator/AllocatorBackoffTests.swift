import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorBackoffTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first

  @Test func theDelayDoublesUpToItsMaximum() {
    let rule = BackoffRule()
    #expect([1, 2, 3, 9, 10, 99, .max].map(rule.delayMilliseconds) == [100, 200, 400, 25_600, 30_000, 30_000, 30_000])
    #expect(BackoffRule(firstMilliseconds: .max).delayMilliseconds(after: 2) == 30_000)
  }

  @Test func anApplicationWhoseExecutorDiesAtOnceWaits() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(1, for: first)
    _ = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 1), now: 4999)
    let (_, actions) = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 5000)
    #expect(actions.effects == [])
    #expect(actions.wakeTimes == [5099])
    #expect(allocator.timePassed(now: 5099).effects == Fixture.starts(first, 2...2))
  }

  @Test func executorsThatLivedOrWereReleasedDontCount() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(2, for: first)
    _ = try allocator.released(Fixture.key(first, 1), now: 1)
    _ = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 1), now: 2)
    _ = allocator.executorEnded(Fixture.key(first, 2), outcome: .exited(code: 1), now: 5000)
    #expect(allocator.applications[first]?.failuresInARow == 0)
  }

  @Test func executorsThatWereStartedTogetherAreOneFailure() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(4, for: first)
    for number in 1...4 { _ = allocator.executorEnded(Fixture.key(first, number), outcome: .outOfMemory, now: 10) }
    #expect(allocator.applications[first]?.failuresInARow == 1)
  }

  @Test func tenInARowEndTheApplicationWithTheReason() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    var now = 0
    var actions: [AllocatorAction] = []
    for number in 1...10 {
      now += 60_000
      try allocator.run(1, for: first, now: now)
      actions = allocator.executorEnded(Fixture.key(first, number), outcome: .exited(code: 1), now: now)
    }
    let effects = actions.effects
    guard case .report(first, .terminated(let termination)) = effects.dropFirst().first else {
      return #expect(Bool(false), "\(effects)")
    }
    #expect(termination.reason.hasPrefix("Its executors died 10 times in a row within 5 seconds of their start."))
    #expect(effects.last == .forget(first))
  }

  @Test func anExecutorThatLivesBreaksTheRow() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(1, for: first)
    _ = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 1), now: 0)
    try allocator.run(1, for: first, now: 1000)
    try allocator.run(1, for: first, now: 5000)
    // The second has lived for five seconds by now, so the third one's death is the first of a new row.
    _ = allocator.executorEnded(Fixture.key(first, 3), outcome: .exited(code: 1), now: 6000)
    #expect(allocator.applications[first]?.failuresInARow == 1)
  }
}
