import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorRecoveryTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  /// The first application has two running executors, a starting and an ending one; the second waits.
  func killed() throws -> Allocator {
    var allocator = try Fixture.allocator()
    try allocator.run(3, for: first)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    _ = try allocator.released(Fixture.key(first, 3), now: 0)
    _ = try allocator.requested(by: second, count: 2, resources: Fixture.small, now: 5)
    return allocator
  }

  func recovered(_ old: Allocator, now: Int = 1000) -> Allocator {
    Allocator(recovering: StoredRows(of: old).snapshot, configuration: old.configuration, now: now)
  }

  @Test func whatIsRecoveredIsWhatWas() throws {
    let old = try killed()
    let new = recovered(old)
    #expect(StoredRows(of: new) == StoredRows(of: old))
    #expect(new.used == old.used)
    #expect(new.waitingRequests(of: second) == old.waitingRequests(of: second))
  }

  @Test func executorsAreAdoptedOrEnded() throws {
    var allocator = recovered(try killed())
    let actions = allocator.recovered(ended: [(Fixture.key(first, 1), .unknown(reason: "gone"))], now: 1000)
    #expect(actions.effects == [.end(Fixture.key(first, 3)), .end(Fixture.key(first, 4))])
    #expect(actions.wakeTimes == [31_000])
    #expect(allocator.applications[first]?.executors[ExecutorID(2)]?.state == .running)
  }

  @Test func aDriverThatComesBackIsToldWhatItMissed() throws {
    var allocator = recovered(try killed())
    _ = allocator.recovered(ended: [(Fixture.key(first, 1), .unknown(reason: "gone"))], now: 1000)
    let held = [ExecutorID(1), ExecutorID(77)]
    let actions = try allocator.driverReconnected(first, held: held, now: 1100)
    let end = ExecutorEnd(
      executor: 1, reason: .exited, code: nil, message: "How it ended isn't known: gone.")
    #expect(
      actions.effects == [
        .report(first, .ended(end)), .report(first, .ended(.forgotten(ExecutorID(77)))), .end(Fixture.key(first, 2)),
      ])
  }

  @Test func requestsAreServedWhenTheirDriverIsBack() throws {
    var allocator = recovered(try killed())
    _ = allocator.recovered(ended: [(Fixture.key(first, 1), .unknown(reason: "gone"))], now: 1000)
    #expect(allocator.free.cores == 1)
    #expect(allocator.obstacles(to: 1, of: second).contains(.disconnected))
    #expect(
      try allocator.driverReconnected(second, held: [], now: 1100).effects == Fixture.starts(second, 1...1))
  }

  @Test func aDriverThatStaysAwayLosesItsApplication() throws {
    var allocator = recovered(try killed())
    _ = allocator.recovered(ended: [], now: 1000)
    _ = try allocator.driverReconnected(first, held: [ExecutorID(1), ExecutorID(2)], now: 30_999)
    let effects = allocator.timePassed(now: 31_000).effects
    guard case .report(second, .terminated(let termination)) = effects.first else {
      return #expect(Bool(false), "\(effects)")
    }
    #expect(termination.reason.hasPrefix("Its driver didn't come back within 30 seconds"))
    #expect(effects.last == .forget(second))
    #expect(allocator.applications[first] != nil)
  }

  @Test func aDriverThatIsStartedAnewBeginsWithNothing() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(1, for: first)
    _ = try allocator.requested(by: first, count: 9, resources: Fixture.small, now: 0)
    let lost = allocator.driverLost(first, now: 1)
    #expect(lost.effects == (1...4).map { .end(Fixture.key(first, $0)) })
    #expect(allocator.waitingCount == 0)
    for number in 1...4 {
      _ = allocator.executorEnded(Fixture.key(first, number), outcome: .exited(code: 0), now: 2)
    }
    _ = try allocator.driverReconnected(first, held: [], now: 3)
    let (request, actions) = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 4)
    #expect(request == 3)
    #expect(actions.effects == Fixture.starts(first, 5...5))
  }

  @Test func anApplicationWhoseQueueIsGoneComesToTheDefaultOne() throws {
    var old = try Fixture.allocator(applicationsIn: ["q"])
    try old.run(1, for: first)
    var allocator = Allocator(
      recovering: StoredRows(of: old).snapshot, configuration: AllocatorConfiguration(capacity: old.capacity), now: 1)
    _ = allocator.recovered(ended: [], now: 1)
    #expect(allocator.queueSummaries.map(\.name) == ["default"])
    #expect(allocator.queueSummaries.map(\.executors) == [1])
  }
}
