import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorReclaimsTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  /// Queue `a` has the whole machine; queue `b` is owed two cores and asks for some.
  func contended(asking count: Int) throws -> (allocator: Allocator, actions: [AllocatorAction]) {
    let queues = [
      QueueConfiguration(name: "a"), QueueConfiguration(name: "b", minimum: ResourceBound(cores: 2)),
    ]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues)
    try allocator.run(4, for: first)
    let (_, actions) = try allocator.requested(by: second, count: count, resources: Fixture.small, now: 1000)
    return (allocator, actions)
  }

  func notice(_ count: Int, of size: Resources = Fixture.small, at deadline: Int, _ reason: String) -> AllocatorAction {
    .report(
      first, .reclaim(ReclaimNotice(count: count, resources: size, deadline: deadline, reason: reason)))
  }

  static let owed = "A queue that has less than its minimum needs it."
  static let nothing = "Nothing of this size is owed any more."

  @Test(arguments: [(1, 1), (2, 2), (4, 2)])
  func aQueueBelowItsMinimumIsGivenWhatItNeedsAndNoMore(asking: Int, reclaimed: Int) throws {
    var (allocator, actions) = try contended(asking: asking)
    #expect(actions.effects == [notice(reclaimed, at: 31_000, Self.owed)])
    #expect(actions.wakeTimes == [31_000])
    // What is asked for is counted, so nothing is asked for twice.
    #expect(allocator.timePassed(now: 2000) == [])
  }

  @Test func whatIsGivenBackGoesToTheQueueThatNeededIt() throws {
    var (allocator, _) = try contended(asking: 2)
    #expect(try allocator.released(Fixture.key(first, 1), now: 2000).effects == [.end(Fixture.key(first, 1))])
    let actions = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 3000)
    #expect(actions.effects.last == .start(Fixture.key(second, 1), Fixture.small, .weight))
    #expect(allocator.reclaims.map(\.count) == [1])
  }

  @Test func atTheDeadlineTheNewestAreTaken() throws {
    var (allocator, _) = try contended(asking: 2)
    let actions = allocator.timePassed(now: 31_000)
    #expect(
      actions.effects == [
        .end(Fixture.key(first, 4)), .end(Fixture.key(first, 3)), notice(0, at: 31_000, Self.nothing),
      ])
    let end = allocator.end(of: Fixture.key(first, 4), outcome: .signalled(signal: 9, coreDumped: false))
    #expect(end?.reason == .reclaimed)
    _ = allocator.executorEnded(Fixture.key(first, 4), outcome: .exited(code: 0), now: 31_001)
    #expect(allocator.applications[first]?.failuresInARow == 0)
  }

  @Test func whatIsNoLongerNeededIsNoLongerAskedFor() throws {
    var (allocator, _) = try contended(asking: 2)
    #expect(try allocator.withdrawn(by: second, request: 1, now: 5000).effects == [notice(0, at: 5000, Self.nothing)])
    #expect(allocator.reclaims.isEmpty)
  }

  @Test func aQueueIsNotBroughtBelowItsOwnMinimum() throws {
    let queues = [
      QueueConfiguration(name: "a", minimum: ResourceBound(cores: 3)),
      QueueConfiguration(name: "b", minimum: ResourceBound(cores: 3)),
    ]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues)
    try allocator.run(4, for: first)
    _ = try allocator.requested(by: second, count: 3, resources: Fixture.small, now: 0)
    #expect(allocator.reclaims.map(\.count) == [1])
  }

  @Test(arguments: ["capacity", "queue", "user", "application"])
  func aLoweredLimitIsAskedBackAndNotShot(which: String) throws {
    var allocator = try Fixture.allocator()
    try allocator.run(3, for: first)
    var configuration = AllocatorConfiguration(capacity: allocator.capacity)
    switch which {
    case "capacity": configuration.capacity.cores = 1
    case "user": configuration.userLimit.cores = 1
    case "application": configuration.applicationLimit.executors = 1
    default:
      configuration = AllocatorConfiguration(
        capacity: allocator.capacity,
        queues: [QueueConfiguration(name: "default", maximum: ResourceBound(cores: 1))])
    }
    let lowered = "It is above a limit that has been lowered."
    #expect(allocator.configured(configuration, now: 1000).effects == [notice(2, at: 301_000, lowered)])
    // An executor that ends by itself is one less to give back.
    let ended = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 9000)
    #expect(ended.effects.last == notice(1, at: 301_000, lowered))
    // And a limit that is raised again asks for nothing.
    let raised = allocator.configured(AllocatorConfiguration(capacity: allocator.capacity + Fixture.large), now: 9500)
    #expect(raised.effects == [notice(0, at: 9500, Self.nothing)])
  }
}
