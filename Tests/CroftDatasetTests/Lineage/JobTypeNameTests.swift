import Testing

@testable import CroftDataset

@Suite struct JobTypeNameTests {
  struct Nested: Job {
    var body: Action<Int> { Dataset.range(0..<3).count() }
  }

  struct Generic<Value: Codable & Sendable & SendableMetatype>: Job {
    var value: Value
    var body: Action<Int> { Dataset.range(0..<3).count() }
  }

  private struct Hidden: Job {
    var body: Action<Int> { Dataset.range(0..<3).count() }
  }

  @Test func typesAreFoundByTheirNames() throws {
    try expectFound(Words.self)
    try expectFound(Nested.self)
    try expectFound(Generic<[String: Int]>.self)
    try expectFound(Generic<RecordCodecTests.Point>.self)
  }

  @Test func aTypeThatCannotBeFoundIsRefusedWithTheCure() {
    let problem = #expect(throws: UnfindableJobType.self) { try JobTypeName.name(of: Hidden.self) }
    #expect(problem?.description.contains("without `private` or `fileprivate`") == true)
    #expect(problem?.typeName.contains("Hidden") == true, "\(problem?.typeName ?? "")")
  }

  @Test func aTypeInsideAFunctionIsRefused() {
    struct Local: Job {
      var body: Action<Int> { Dataset.range(0..<3).count() }
    }
    #expect(throws: UnfindableJobType.self) { try JobTypeName.name(of: Local.self) }
  }

  @Test(arguments: ["", "Si", "17CroftDatasetTests7NothingV", "\u{1}\u{2}", "größe"])
  func aNameThatIsNoJobsIsNotFound(name: String) {
    #expect(JobTypeName.type(named: name) == nil)
  }

  private func expectFound<Value: Job>(
    _ type: Value.Type, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try JobTypeName.type(named: JobTypeName.name(of: type))
    #expect(found.map { ObjectIdentifier($0) } == ObjectIdentifier(type), sourceLocation: sourceLocation)
  }
}
