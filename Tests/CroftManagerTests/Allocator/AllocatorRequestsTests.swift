import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorRequestsTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  func neverFits(_ allocator: inout Allocator, count: Int = 1, _ each: Resources, isGang: Bool = false) -> String? {
    do {
      _ = try allocator.requested(by: first, count: count, resources: each, isGang: isGang, now: 0)
    } catch {
      if case .neverFits(let details) = error { return details.reason }
    }
    return nil
  }

  @Test func whatNeverFitsIsRefusedWithTheReason() throws {
    var allocator = try Fixture.allocator()
    let five = Resources(cores: 5, memoryBytes: 1)
    #expect(neverFits(&allocator, five) == "it asks for 5 cores, and this manager has 4")
    #expect(
      neverFits(&allocator, count: 2, Fixture.large, isGang: true) == "it asks for 6 cores, and this manager has 4")
    #expect(
      neverFits(&allocator, count: 4096, Resources(cores: .max, memoryBytes: .max), isGang: true)?
        .hasSuffix("are more than any machine has") == true)
    #expect(StoredRows(of: allocator).requests.isEmpty)
  }

  @Test func aLimitThatIsInTheWayForeverIsNamed() throws {
    let queue = QueueConfiguration(name: "q", maximum: ResourceBound(cores: 2))
    var allocator = try Fixture.allocator(applicationsIn: ["q"], queues: [queue])
    #expect(neverFits(&allocator, Fixture.large) == "it asks for 3 cores, and queue q may have 2")
    allocator = try Fixture.allocator { $0.userLimit = ResourceBound(memoryBytes: 5) }
    #expect(
      neverFits(&allocator, Fixture.small) == "it asks for 1073741824 bytes of memory, and user 1 may have 5")
    allocator = try Fixture.allocator { $0.applicationLimit = ResourceBound(executors: 1) }
    #expect(
      neverFits(&allocator, count: 2, Fixture.small, isGang: true)
        == "it asks for 2 executors at once, and an application may have 1")
    #expect(neverFits(&allocator, count: 2, Fixture.small) == nil)
  }

  @Test func nonsenseIsAnInvalidParameter() throws {
    var allocator = try Fixture.allocator()
    for count in [0, -1, Int.min] {
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "count"))) {
        try allocator.requested(by: first, count: count, resources: Fixture.small, now: 0)
      }
    }
    for resources in [Resources(cores: 0, memoryBytes: 1), Resources(cores: 1, memoryBytes: -1)] {
      #expect(throws: ManagerError.service(.invalidParameter(parameter: "resources"))) {
        try allocator.requested(by: first, count: 1, resources: resources, now: 0)
      }
    }
    #expect(throws: ManagerError.noSuchApplication(application: 9)) {
      try allocator.requested(by: ApplicationID(9), count: 1, resources: Fixture.small, now: 0)
    }
    #expect(throws: ManagerError.noSuchExecutor(executor: 1)) { try allocator.released(Fixture.key(first, 1), now: 0) }
    #expect(throws: ManagerError.noSuchRequest(request: 1)) { try allocator.withdrawn(by: first, request: 1, now: 0) }
  }

  @Test func whatUsersCanPileUpIsBounded() throws {
    var allocator = try Fixture.allocator(applicationsIn: [nil]) { configuration in
      configuration.capacity = Fixture.small
      configuration.limits = AllocatorLimits(
        applications: 1, executorsPerApplication: 3, requestsPerApplication: 2)
    }
    #expect(throws: ManagerError.tooMany(what: "applications", limit: 1)) {
      try allocator.applicationRegistered(second, userID: 1, queue: nil, now: 0)
    }
    #expect(throws: ManagerError.tooMany(what: "executors of one application", limit: 3)) {
      try allocator.requested(by: first, count: .max, resources: Fixture.small, now: 0)
    }
    for _ in 0..<3 { _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0) }
    #expect(throws: ManagerError.tooMany(what: "waiting requests of one application", limit: 2)) {
      try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    }
  }

  @Test func aQueueThatIsNotThereIsNamed() throws {
    var allocator = try Fixture.allocator(applicationsIn: [])
    #expect(throws: ManagerError.noSuchQueue(queue: "x")) {
      try allocator.applicationRegistered(first, userID: 1, queue: "x", now: 0)
    }
  }
}
