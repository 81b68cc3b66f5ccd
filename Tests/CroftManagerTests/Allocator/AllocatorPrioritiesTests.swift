import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorPrioritiesTests {
  typealias Fixture = AllocatorFixture
  static let policies: [QueueConfiguration.Policy] = [.fifo, .fair]

  /// Four cores, nothing of which is granted yet: applications from 1 on, each with its user and its priority.
  private func allocator(
    _ applications: [(user: Int, priority: Int)], _ policy: QueueConfiguration.Policy, patienceSeconds: Int = 300
  ) throws -> Allocator {
    var allocator = try Fixture.allocator(
      applicationsIn: [], queues: [QueueConfiguration(name: "default", policy: policy)],
      configure: { $0.patienceSeconds = patienceSeconds })
    for (index, application) in applications.enumerated() {
      _ = try allocator.applicationRegistered(
        ApplicationID(index + 1), userID: application.user, queue: nil, priority: application.priority, now: 0)
    }
    _ = allocator.pressureChanged(isHigh: true, now: 0)
    return allocator
  }

  private func ask(_ allocator: inout Allocator, _ application: Int, _ count: Int = 1, now: Int = 0) throws {
    _ = try allocator.requested(by: ApplicationID(application), count: count, resources: Fixture.small, now: now)
  }

  /// Whose executors are started, in order, once anything may be.
  private func served(_ allocator: inout Allocator, now: Int = 0) -> [Int] {
    allocator.pressureChanged(isHigh: false, now: now).compactMap { action in
      if case .start(let key, _, _) = action { key.application.rawValue } else { nil }
    }
  }

  @Test(arguments: policies)
  func aUsersHigherPriorityIsServedFirstWheneverItCame(_ policy: QueueConfiguration.Policy) throws {
    var allocator = try allocator([(1, 0), (1, -5), (1, 7)], policy)
    try ask(&allocator, 2, 2)
    try ask(&allocator, 1, 2)
    try ask(&allocator, 3, 1)
    #expect(served(&allocator) == [3, 1, 1, 2])
  }

  @Test(arguments: policies) func nobodyPassesAnotherUserByANumber(_ policy: QueueConfiguration.Policy) throws {
    var allocator = try allocator([(1, 0), (2, 0), (1, 1000)], policy)
    for application in 1...3 { try ask(&allocator, application) }
    #expect(served(&allocator) == [2, 3, 1])
  }

  @Test(arguments: policies) func whoCannotBeServedHoldsNobodyBack(_ policy: QueueConfiguration.Policy) throws {
    var allocator = try allocator([(1, 0), (1, 1)], policy)
    try ask(&allocator, 1)
    try ask(&allocator, 2)
    _ = try allocator.held(ApplicationID(2), true, now: 0)
    #expect(served(&allocator) == [1])
  }

  @Test(arguments: policies)
  func aLimitOfItsOwnApplicationsIsNoReasonToWait(_ policy: QueueConfiguration.Policy) throws {
    var allocator = try allocator([(1, 0), (1, 1)], policy)
    var configuration = allocator.configuration
    configuration.applicationLimit = ResourceBound(executors: 1)
    _ = allocator.configured(configuration, now: 0)
    try ask(&allocator, 1)
    try ask(&allocator, 2, 2)
    #expect(served(&allocator) == [2, 1])
  }

  @Test(arguments: policies) func whoHasWaitedTooLongGoesFirst(_ policy: QueueConfiguration.Policy) throws {
    var allocator = try allocator([(1, 0), (1, 1000)], policy, patienceSeconds: 10)
    try ask(&allocator, 1)
    try ask(&allocator, 2, now: 9000)
    #expect(served(&allocator, now: 10_000) == [1, 2])
  }

  @Test(arguments: policies) func theExplanationTellsThePlaceAndThePriority(_ policy: QueueConfiguration.Policy) throws
  {
    var allocator = try allocator([(1, 0), (2, 0), (1, 3)], policy)
    _ = allocator.pressureChanged(isHigh: false, now: 0)
    try allocator.run(4, for: ApplicationID(2))
    for application in [1, 2, 3] { try ask(&allocator, application) }
    let explained = try (1...3).map { try #require(try allocator.explain(ApplicationID($0)).first) }
    #expect(explained.map(\.priority) == [0, 0, 3])
    // By share the one who has everything is last.
    #expect(explained.map(\.position) == (policy == .fifo ? [3, 1, 2] : [2, 3, 1]))
    #expect(explained[0].obstacles.last?.contains("of application 3 is before it") == (policy == .fair))
  }

  @Test func aPriorityOutlivesItsManager() throws {
    let allocator = try allocator([(1, -1000)], .fair)
    let next = Allocator(
      recovering: StoredRows(of: allocator).snapshot, configuration: allocator.configuration, now: 2)
    #expect(next.applications[ApplicationID(1)]?.priority == -1000)
  }
}
