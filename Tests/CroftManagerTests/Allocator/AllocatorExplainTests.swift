import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct AllocatorExplainTests {
  typealias Fixture = AllocatorFixture
  let first = Fixture.first
  let second = Fixture.second

  @Test func anExplanationTellsWhatWasAskedWhatIsFreeAndWhoHoldsTheRest() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(3, for: first)
    _ = try allocator.requested(by: second, count: 2, resources: Fixture.large, now: 70)
    let explanation = try #require(try allocator.explain(second).first)
    #expect(
      explanation
        == RequestExplanation(
          request: 1, asked: Fixture.large, remaining: 2, since: 70, position: 1,
          free: Resources(cores: 1, memoryBytes: 5 * Fixture.gigabyte),
          obstacles: [
            """
            The manager has 4 cores and 8192 MiB of memory; in use: 3 cores and 3072 MiB of memory in 3 executors; \
            the next grant takes 3 cores and 1024 MiB of memory in 1 executor.
            """
          ],
          holders: [
            ResourceHolder(
              application: 1, userID: 1, executors: 3,
              resources: Resources(cores: 3, memoryBytes: 3 * Fixture.gigabyte))
          ],
          remedies: ["Executors have to end, or it has to ask for smaller ones."], priority: 0))
    #expect(try allocator.explain(first) == [])
  }

  @Test func whoeverIsHeldBackIsToldByWhom() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(2, for: first)
    _ = try allocator.requested(by: second, count: 1, resources: Fixture.large, now: 0)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.small, now: 0)
    #expect(allocator.obstacles(to: 2, of: first) == [.behind(.machine, application: second, request: 1)])
    #expect(try allocator.explain(first).map(\.position) == [2])
  }

  @Test func eachKindOfObstacleIsNamed() throws {
    var allocator = try Fixture.allocator()
    try allocator.run(1, for: first)
    _ = allocator.executorEnded(Fixture.key(first, 1), outcome: .exited(code: 1), now: 0)
    _ = allocator.pressureChanged(isHigh: true, now: 0)
    _ = try allocator.requested(by: first, count: 1, resources: Fixture.large, now: 1)
    #expect(allocator.obstacles(to: 2, of: first) == [.backoff(failures: 1, milliseconds: 99), .pressure])
    _ = allocator.driverLost(second, now: 1)
    _ = allocator.configured(AllocatorConfiguration(capacity: Fixture.small), now: 1)
    let reason = "it asks for 3 cores, and this manager has 1"
    #expect(allocator.obstacles(to: 2, of: first).last == .never(reason: reason))
    let sentences = try #require(try allocator.explain(first).first).obstacles
    #expect(sentences[0].hasPrefix("The last executor of the application died right after the start"))
    #expect(sentences[2] == "It can't be served as the farm is configured now: \(reason).")
  }

  @Test func aLimitIsNamedWithWhoseItIs() throws {
    var allocator = try Fixture.allocator { $0.userLimit = ResourceBound(cores: 1) }
    try allocator.run(2, for: first)
    let explanation = try #require(try allocator.explain(first).first)
    #expect(explanation.obstacles.first?.hasPrefix("User 1 may have 1 core; in use: 1 core") == true)
    #expect(explanation.holders.map(\.application) == [1])
  }

  @Test func holdersAreBounded() throws {
    var allocator = try Fixture.allocator(applicationsIn: Array(repeating: nil, count: 13)) { configuration in
      configuration.capacity.cores = 12
      configuration.capacity.memoryBytes *= 4
    }
    for number in 1...12 { try allocator.run(1, for: ApplicationID(number)) }
    _ = try allocator.requested(by: ApplicationID(13), count: 1, resources: Fixture.small, now: 0)
    #expect(try allocator.explain(ApplicationID(13)).first?.holders.map(\.application) == Array(1...10))
  }
}
