import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorExecutorsTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  @Test func whatFitsStartsAtOnceAndTheRestWaits() throws {
    var allocator = try Fixture.allocator()
    let (request, actions) = try allocator.requested(by: first, count: 5, resources: Fixture.small, now: 0)
    #expect(request == 1)
    #expect(actions.effects == Fixture.starts(first, 1...4))
    #expect(allocator.free.cores == 0)
    #expect(allocator.waitingCount == 1)
    let key = Fixture.key(first, 1)
    #expect(
      allocator.executorStarted(key, now: 1).effects == [.report(first, .granted(ExecutorID(1), Fixture.small))])
  }

  @Test func whatAnEventChangedIsWrittenBeforeAnythingIsDone() throws {
    var allocator = try Fixture.allocator()
    let (_, actions) = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 7)
    let executor = AllocatorSnapshot.Executor(
      key: Fixture.key(first, 1), resources: Fixture.small, sharing: .weight, sequence: 2, state: .starting,
      cause: nil, grantedAt: 7, startedAt: nil)
    let application = AllocatorSnapshot.Application(
      id: first, userID: 1, queue: "default", lastExecutor: 1, lastRequest: 1, failuresInARow: 0, lastFailureAt: 0,
      hasEnded: false)
    #expect(
      actions == [
        .store(.putApplication(application)), .store(.putExecutor(executor)),
        .store(.removeRequest(RequestKey(application: first, request: 1))),
        .start(executor.key, Fixture.small, .weight),
      ])
  }

  @Test func capacityComesBackWhenTheProcessHasBeenReapedAndNotBefore() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(4, for: first)
    _ = try allocator.requested(by: second, count: 1, resources: Fixture.small, now: 0)
    let key = Fixture.key(first, 2)
    #expect(try allocator.released(key, now: 1).effects == [.end(key)])
    #expect(allocator.free.cores == 0)
    #expect(try allocator.released(key, now: 2) == [])
    let end = ExecutorEnd(executor: 2, reason: .released, code: 15, message: "The application released it.")
    #expect(
      allocator.executorEnded(key, outcome: .signalled(signal: 15, coreDumped: false), now: 3).effects
        == [.report(first, .ended(end))] + Fixture.starts(second, 1...1))
  }

  @Test func aFailedSpawnWithdrawsWhatElseTheApplicationWaitsFor() throws {
    var allocator = try Fixture.allocator()
    _ = try allocator.requested(by: first, count: 4096, resources: Fixture.small, now: 0)
    _ = try allocator.requested(by: second, count: 1, resources: Fixture.small, now: 0)
    let message = "no such file The 4092 still waited for are withdrawn: ask again."
    let end = ExecutorEnd(executor: 1, reason: .spawnFailed, code: nil, message: message)
    #expect(
      allocator.spawnFailed(Fixture.key(first, 1), reason: "no such file", now: 1).effects
        == [.report(first, .ended(end))] + Fixture.starts(second, 1...1))
    #expect(allocator.waitingCount == 0)
    // The others that are being tried are told of one by one.
    #expect(allocator.spawnFailed(Fixture.key(first, 2), reason: "no such file", now: 1).effects.count == 1)
  }

  @Test func aStartThatFailsWhileItIsBeingEndedWithdrawsNothing() throws {
    var allocator = try Fixture.allocator()
    _ = try allocator.requested(by: first, count: 5, resources: Fixture.small, now: 0)
    _ = try allocator.released(Fixture.key(first, 1), now: 0)
    let actions = allocator.spawnFailed(Fixture.key(first, 1), reason: "x", now: 0)
    #expect(actions.effects.last == .start(Fixture.key(first, 5), Fixture.small, .weight))
  }

  @Test func anEndedApplicationIsForgottenWhenItsLastExecutorIsGone() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    #expect(allocator.applicationEnded(first, now: 1).effects == [.end(Fixture.key(first, 1))])
    #expect(allocator.applicationEnded(first, now: 1) == [])
    let actions = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 0), now: 2)
    #expect(actions.effects == [.forget(first)])
    #expect(actions.stored.last == .removeApplication(first))
    #expect(throws: ManagerError.noSuchApplication(application: 1)) {
      try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 3)
    }
  }
}
