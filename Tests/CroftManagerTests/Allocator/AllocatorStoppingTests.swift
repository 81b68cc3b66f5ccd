import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorStoppingTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  @Test func killingTellsAllEndsAllAndFinishes() throws {
    var allocator = try Fixture.allocator()
    _ = try allocator.requested(by: first, count: 9, resources: Fixture.large, now: 0)
    #expect(
      allocator.stop(.kill, now: 1).effects == [
        .report(first, .stopping), .report(second, .stopping), .end(Fixture.key(first, 1)),
      ])
    #expect(allocator.stop(.kill, now: 1) == [])
    #expect(throws: ManagerError.stopping) {
      try allocator.applicationRegistered(ApplicationID(3), userID: 1, queue: nil, now: 1)
    }
    #expect(throws: ManagerError.stopping) {
      try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 1)
    }
    let end = ExecutorEnd(executor: 1, reason: .stopped, code: 0, message: "The manager is shutting down.")
    #expect(
      allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 2).effects
        == [.report(first, .ended(end)), .forget(first), .forget(second), .finished])
  }

  @Test func stoppingAnIdleManagerFinishesAtOnce() throws {
    for mode in StopMode.allCases {
      var allocator = try Fixture.allocator(applicationsIn: [])
      #expect(allocator.stop(mode, now: 0) == [.finished])
    }
  }

  @Test func keepingLeavesEverythingAsItIs() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    #expect(allocator.stop(.keep, now: 1).effects == [.finished])
    #expect(StoredRows(of: allocator).executors.count == 1)
  }

  @Test func aDrainTakesNoNewApplicationsAndServesTheRunningOnes() throws {
    var allocator = try Fixture.allocator()
    #expect(allocator.drain(now: 0) == [.store(.setDraining(true))])
    #expect(throws: ManagerError.draining) { try allocator.checkRegistration(queue: nil) }
    #expect(
      try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 1).actions.effects
        == Fixture.starts(first, 1...1))
    #expect(allocator.undrain(now: 2) == [.store(.setDraining(false))])
    #expect(throws: Never.self) { try allocator.checkRegistration(queue: nil) }
  }

  @Test func aStopThatDrainsFinishesWithTheLastApplication() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(1, for: first)
    #expect(allocator.stop(.drain, deadline: 500, now: 1) == [.wakeAt(500)])
    _ = allocator.applicationEnded(first, now: 2)
    let actions = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 3)
    #expect(actions.effects == [.forget(first), .finished])
  }

  @Test func aDrainThatTakesTooLongKills() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil])
    try allocator.run(1, for: first)
    _ = allocator.stop(.drain, deadline: 500, now: 1)
    #expect(allocator.timePassed(now: 500).effects == [.report(first, .stopping), .end(Fixture.key(first, 1))])
  }
}
