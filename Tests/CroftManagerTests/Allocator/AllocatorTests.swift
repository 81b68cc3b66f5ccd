import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorTests {
  static let gigabyte = 1 << 30
  static let small = Resources(cores: 1, memoryBytes: gigabyte)
  static let large = Resources(cores: 3, memoryBytes: gigabyte)
  let first = ApplicationID(1)
  let second = ApplicationID(2)

  /// Four cores, two applications.
  func makeAllocator() throws -> Allocator {
    var allocator = Allocator(capacity: Resources(cores: 4, memoryBytes: 8 * Self.gigabyte))
    try allocator.applicationRegistered(first)
    try allocator.applicationRegistered(second)
    return allocator
  }

  func key(_ application: ApplicationID, _ executor: Int) -> ExecutorKey {
    ExecutorKey(application: application, executor: ExecutorID(executor))
  }

  @Test func whatFitsStartsAtOnceAndTheRestWaits() throws {
    var allocator = try makeAllocator()
    let (request, actions) = try allocator.requested(by: first, count: 5, resources: Self.small)
    #expect(request == 1)
    #expect(actions == (1...4).map { .start(key(first, $0), Self.small) })
    #expect(allocator.free.cores == 0)
    #expect(allocator.waitingCount == 1)
    #expect(allocator.executorStarted(key(first, 1)) == [.report(first, .granted(ExecutorID(1), Self.small))])
  }

  @Test func capacityComesBackWhenTheProcessHasBeenReapedAndNotBefore() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 4, resources: Self.small)
    for number in 1...4 { _ = allocator.executorStarted(key(first, number)) }
    _ = try allocator.requested(by: second, count: 1, resources: Self.small)
    #expect(try allocator.released(key(first, 2)) == [.end(key(first, 2))])
    #expect(allocator.free.cores == 0)
    #expect(try allocator.released(key(first, 2)) == [])
    let end = ExecutorEnd(executor: 2, reason: .released, code: 15, message: "The application released it.")
    #expect(
      allocator.executorEnded(key(first, 2), outcome: .signalled(signal: 15, coreDumped: false))
        == [.report(first, .ended(end)), .start(key(second, 1), Self.small)])
  }

  @Test func aLargeRequestAtTheHeadHoldsTheOthersBack() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 2, resources: Self.small)
    #expect(try allocator.requested(by: first, count: 1, resources: Self.large).actions == [])
    #expect(try allocator.requested(by: second, count: 1, resources: Self.small).actions == [])
    let actions = allocator.executorEnded(key(first, 1), outcome: .exited(code: 0))
    #expect(actions.last == .start(key(first, 3), Self.large))
    #expect(allocator.queue.map(\.application) == [second])
  }

  @Test func aWithdrawnHeadLetsTheOthersThrough() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 2, resources: Self.small)
    let (request, _) = try allocator.requested(by: first, count: 1, resources: Self.large)
    _ = try allocator.requested(by: second, count: 1, resources: Self.small)
    #expect(try allocator.withdrawn(by: first, request: request) == [.start(key(second, 1), Self.small)])
    #expect(throws: ManagerError.noSuchRequest(request: request)) {
      try allocator.withdrawn(by: first, request: request)
    }
  }

  @Test func whatNeverFitsIsRefusedWithTheReason() throws {
    var allocator = try makeAllocator()
    let asked = Resources(cores: 5, memoryBytes: 1)
    let error = #expect(throws: ManagerError.self) { try allocator.requested(by: first, count: 1, resources: asked) }
    guard case .neverFits(let details) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(details.asked == asked)
    #expect(details.capacity == allocator.capacity)
    #expect(details.reason == "it asks for 5 cores, and this manager has 4")
    #expect(throws: ManagerError.self) {
      try allocator.requested(by: first, count: 1, resources: Resources(cores: 1, memoryBytes: 1 << 60))
    }
  }

  @Test func nonsenseIsAnInvalidParameter() throws {
    var allocator = try makeAllocator()
    for count in [0, -1, Int.min] {
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "count"))) {
        try allocator.requested(by: first, count: count, resources: Self.small)
      }
    }
    for resources in [Resources(cores: 0, memoryBytes: 1), Resources(cores: 1, memoryBytes: -1)] {
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "resources"))) {
        try allocator.requested(by: first, count: 1, resources: resources)
      }
    }
    #expect(throws: ManagerError.noSuchApplication(application: 9)) {
      try allocator.requested(by: ApplicationID(9), count: 1, resources: Self.small)
    }
    #expect(throws: ManagerError.noSuchExecutor(executor: 1)) { try allocator.released(key(first, 1)) }
  }

  @Test func anEndedApplicationIsForgottenWhenItsLastExecutorIsGone() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 3, resources: Self.small)
    _ = allocator.executorStarted(key(first, 1))
    _ = try allocator.requested(by: second, count: 2, resources: Self.small)
    #expect(allocator.applicationEnded(first) == (1...3).map { .end(key(first, $0)) })
    #expect(allocator.applicationEnded(first) == [])
    #expect(allocator.executorStarted(key(first, 2)) == [])
    #expect(allocator.executorEnded(key(first, 1), outcome: .exited(code: 0)) == [.start(key(second, 2), Self.small)])
    #expect(allocator.spawnFailed(key(first, 2), reason: "x") == [])
    #expect(allocator.executorEnded(key(first, 3), outcome: .outOfMemory) == [.forget(first)])
    #expect(throws: ManagerError.noSuchApplication(application: 1)) {
      try allocator.requested(by: first, count: 1, resources: Self.small)
    }
  }

  @Test func aFailedSpawnIsReportedAndTheNextOneTried() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 4, resources: Self.small)
    _ = try allocator.requested(by: second, count: 1, resources: Self.small)
    let end = ExecutorEnd(executor: 1, reason: .spawnFailed, code: nil, message: "no such file")
    #expect(
      allocator.spawnFailed(key(first, 1), reason: "no such file")
        == [.report(first, .ended(end)), .start(key(second, 1), Self.small)])
  }

  @Test func aFailedSpawnWithdrawsWhatElseTheApplicationWaitsFor() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 4096, resources: Self.small)
    _ = try allocator.requested(by: second, count: 1, resources: Self.small)
    let message = "no such file The 4092 still waited for are withdrawn: ask again."
    let end = ExecutorEnd(executor: 1, reason: .spawnFailed, code: nil, message: message)
    #expect(
      allocator.spawnFailed(key(first, 1), reason: "no such file")
        == [.report(first, .ended(end)), .start(key(second, 1), Self.small)])
    #expect(allocator.waitingCount == 0)
    // The others that are being tried are told of one by one.
    #expect(allocator.spawnFailed(key(first, 2), reason: "no such file").count == 1)
  }

  @Test func aStartThatFailsWhileItIsBeingEndedWithdrawsNothing() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 5, resources: Self.small)
    _ = try allocator.released(key(first, 1))
    #expect(allocator.spawnFailed(key(first, 1), reason: "x").last == .start(key(first, 5), Self.small))
  }

  @Test func stoppingTellsAllEndsAllAndFinishes() throws {
    var allocator = try makeAllocator()
    _ = try allocator.requested(by: first, count: 1, resources: Self.large)
    _ = try allocator.requested(by: first, count: 9, resources: Self.large)
    #expect(
      allocator.stop() == [.report(first, .stopping), .report(second, .stopping), .end(key(first, 1))])
    #expect(allocator.stop() == [])
    #expect(throws: ManagerError.stopping) { try allocator.applicationRegistered(ApplicationID(3)) }
    #expect(throws: ManagerError.stopping) { try allocator.requested(by: first, count: 1, resources: Self.small) }
    let end = ExecutorEnd(executor: 1, reason: .stopped, code: 0, message: "The manager is shutting down.")
    #expect(
      allocator.executorEnded(key(first, 1), outcome: .exited(code: 0))
        == [.report(first, .ended(end)), .forget(first), .forget(second), .finished])
  }

  @Test func stoppingAnIdleManagerFinishesAtOnce() {
    var allocator = Allocator(capacity: Self.small)
    #expect(allocator.stop() == [.finished])
  }

  @Test func whatUsersCanPileUpIsBounded() throws {
    var allocator = Allocator(
      capacity: Self.small,
      limits: AllocatorLimits(applications: 1, executorsPerApplication: 3, requestsPerApplication: 2))
    try allocator.applicationRegistered(first)
    #expect(throws: ManagerError.tooMany(what: "applications", limit: 1)) {
      try allocator.applicationRegistered(second)
    }
    #expect(throws: ManagerError.tooMany(what: "executors of one application", limit: 3)) {
      try allocator.requested(by: first, count: .max, resources: Self.small)
    }
    _ = try allocator.requested(by: first, count: 1, resources: Self.small)
    _ = try allocator.requested(by: first, count: 1, resources: Self.small)
    #expect(throws: ManagerError.tooMany(what: "executors of one application", limit: 3)) {
      try allocator.requested(by: first, count: 2, resources: Self.small)
    }
    _ = try allocator.requested(by: first, count: 1, resources: Self.small)
    #expect(throws: ManagerError.tooMany(what: "waiting requests of one application", limit: 2)) {
      try allocator.requested(by: first, count: 1, resources: Self.small)
    }
  }
}
