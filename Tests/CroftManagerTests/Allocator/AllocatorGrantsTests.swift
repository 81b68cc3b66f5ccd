import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorGrantsTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second
  let third = ApplicationID(3)

  @Test func aLargeRequestHoldsTheOthersBack() throws {
    let fifo = QueueConfiguration(name: "default", policy: .fifo)
    var allocator = try Fixture.allocator(applicationsIn: [nil, nil], queues: [fifo])
    try allocator.run(2, for: first)
    let (request, actions) = try allocator.requested(by: first, count: 1, resources: Fixture.large, now: 0)
    #expect(actions.effects == [])
    #expect(try allocator.requested(by: second, count: 1, resources: Fixture.small, now: 0).actions.effects == [])
    #expect(
      try allocator.withdrawn(by: first, request: request, now: 0).effects == Fixture.starts(second, 1...1))
  }

  @Test func aGangStartsWholeOrNotAtAll() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(2, for: first)
    let (_, actions) = try allocator.requested(by: second, count: 3, resources: Fixture.small, isGang: true, now: 0)
    #expect(actions.effects == [])
    let ended = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 9000)
    #expect(ended.effects.suffix(3) == Fixture.starts(second, 1...3))
  }

  @Test func theFairShareIsOfTheScarcerResource() throws {
    var allocator = try Fixture.allocator()
    // The first one has little of the cores and most of the memory.
    let hungry = Resources(cores: 1, memoryBytes: 5 * Fixture.gigabyte)
    _ = try allocator.requested(by: first, count: 1, resources: hungry, now: 0)
    try allocator.run(2, for: second)
    _ = allocator.pressureChanged(isHigh: true, now: 0)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    _ = try allocator.requested(by: second, count: 1, resources: Fixture.small, now: 0)
    #expect(allocator.pressureChanged(isHigh: false, now: 0).effects == Fixture.starts(second, 3...3))
  }

  /// Four cores become free at once for a queue `a` and a queue `b`: who gets how many?
  func shared(_ a: QueueConfiguration, _ b: QueueConfiguration) throws -> [ApplicationID: Int] {
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: [a, b])
    _ = allocator.pressureChanged(isHigh: true, now: 0)
    for id in [first, second] { _ = try allocator.requested(by: id, count: 4, resources: Fixture.small, now: 0) }
    _ = allocator.pressureChanged(isHigh: false, now: 0)
    return [first: allocator.executorCount(of: first), second: allocator.executorCount(of: second)]
  }

  @Test func queuesShareByWeight() throws {
    #expect(
      try shared(QueueConfiguration(name: "a", weight: 1), QueueConfiguration(name: "b", weight: 3))
        == [first: 1, second: 3])
  }

  @Test func theHigherPriorityGoesFirst() throws {
    #expect(
      try shared(QueueConfiguration(name: "a"), QueueConfiguration(name: "b", priority: 1)) == [first: 0, second: 4])
  }

  @Test func aQueueBelowItsMinimumGoesBeforeAnyPriority() throws {
    let a = QueueConfiguration(name: "a", minimum: ResourceBound(cores: 3))
    #expect(try shared(a, QueueConfiguration(name: "b", priority: 9)) == [first: 3, second: 1])
  }

  @Test func aQueueAtItsMaximumHoldsNobodyElseBack() throws {
    let a = QueueConfiguration(name: "a", priority: 1, maximum: ResourceBound(executors: 1))
    #expect(try shared(a, QueueConfiguration(name: "b")) == [first: 1, second: 3])
  }

  @Test func aUsersLimitHoldsForAllOfTheirApplications() throws {
    var allocator = try Fixture.allocator(applicationsIn: []) { $0.userLimits = [7: ResourceBound(cores: 2)] }
    for id in [first, second] { _ = try allocator.applicationRegistered(id, userID: 7, queue: nil, now: 0) }
    _ = try allocator.applicationRegistered(third, userID: 8, queue: nil, now: 0)
    for id in [first, second, third] {
      _ = try allocator.requested(by: id, count: 2, resources: Fixture.small, now: 0)
    }
    #expect([first, second, third].map { allocator.executorCount(of: $0) } == [2, 0, 2])
  }

  @Test func whoeverHasWaitedTooLongGoesFirst() throws {
    let queues = [QueueConfiguration(name: "a"), QueueConfiguration(name: "b", priority: 1)]
    var allocator = try Fixture.allocator(applicationsIn: ["a", "b"], queues: queues) { $0.patienceSeconds = 10 }
    try allocator.run(4, for: second)
    let (_, actions) = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 100)
    #expect(actions.wakeTimes == [10_100])
    _ = try allocator.requested(by: second, count: 9, resources: Fixture.small, now: 200)
    let key = Fixture.key(second, 1)
    let early = allocator.executorEnded(key, outcome: .exited(code: 0), now: 10_099)
    #expect(early.effects.last == .start(Fixture.key(second, 5), Fixture.small, .weight))
    let late = allocator.executorEnded(Fixture.key(second, 2), outcome: .exited(code: 0), now: 10_100)
    #expect(late.effects.last == .start(Fixture.key(first, 1), Fixture.small, .weight))
  }

  @Test func nothingIsGrantedWhileMemoryPressureIsHigh() throws {
    var allocator = try Fixture.allocator()
    #expect(allocator.pressureChanged(isHigh: true, now: 0) == [])
    #expect(try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0).actions.effects == [])
    #expect(allocator.pressureChanged(isHigh: false, now: 1).effects == Fixture.starts(first, 1...1))
  }
}
