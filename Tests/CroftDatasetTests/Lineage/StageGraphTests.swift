import Testing

@testable import CroftDataset

@Suite struct StageGraphTests {
  @Test func aLineageWithoutAShuffleIsOneStage() throws {
    let graph = StageGraph.fixed(Dataset.range(0..<9).map { $0 + 1 }.filter { $0 > 2 }.count().lineage)
    #expect(graph.stages.count == 1)
    #expect(graph.operators.map(\.operation) == ["range", "map", "filter", "count"])
    let stage = graph.stages[0]
    #expect(stage.isResult && stage.parents == [] && stage.sources.map(\.operation) == ["range"])
  }

  @Test func aShuffleEndsAStage() throws {
    let counts = Dataset.lines(in: "x").map { ($0, 1) }.reduceByKey(+)
    let graph = StageGraph.fixed(counts.map { ($0.1 % 2, 1) }.reduceByKey(+, partitions: 5).collect().lineage)
    #expect(graph.stages.map(\.terminal.operation) == ["reduceByKey", "reduceByKey", "collect"])
    #expect(graph.stages.map(\.isResult) == [false, false, true])
    #expect(graph.stages.map(\.parents) == [[], [0], [1]])
    #expect(graph.stages.map(\.sources.count) == [1, 0, 0])
    #expect(graph.stage(writing: counts.lineage) == 0)
    guard case .shuffle(let first) = graph.stages[0].terminal.kind,
      case .shuffle(let second) = graph.stages[1].terminal.kind
    else { throw UnexpectedKind() }
    #expect(first.requestedPartitions == nil && second.requestedPartitions == 5)
  }

  @Test func aShuffleThatIsReadTwiceIsOneStage() {
    let shuffle = Dataset.parallelize([(1, 2)]).reduceByKey(+).lineage
    let left = node("left", from: [shuffle])
    let right = node("right", from: [shuffle])
    let graph = StageGraph.fixed(node("action", from: [node("both", from: [left, right])], kind: .action))
    #expect(graph.stages.map(\.terminal.operation) == ["reduceByKey", "action"])
    #expect(graph.stages[1].parents == [0])
    #expect(graph.operators.map(\.operation) == ["parallelize", "reduceByKey", "left", "right", "both", "action"])
  }

  @Test func twoSourcesAndAShuffleAreReadInOneStage() throws {
    let shuffle = Dataset.parallelize([(1, 2)]).reduceByKey(+).lineage
    let source = Dataset.range(0..<3).lineage
    let other = Dataset.range(0..<4).lineage
    let union = node("union", from: [source, node("again", from: [source]), shuffle, other])
    let graph = StageGraph.fixed(node("action", from: [union], kind: .action))
    let last = try #require(graph.stages.last)
    #expect(last.sources.map(ObjectIdentifier.init) == [source, other].map(ObjectIdentifier.init))
    #expect(last.parents == [0])
    #expect(graph.stage(writing: source) == nil)
  }

  @Test func everyOperatorComesAfterItsParents() {
    let graph = StageGraph.fixed(Words(input: "x").body.lineage)
    for (index, node) in graph.operators.enumerated() {
      for parent in node.parents {
        #expect(graph.operators[..<index].contains { $0 === parent }, "\(node) before \(parent)")
      }
    }
  }

  @Test func operatorsAreDescribedForAPerson() throws {
    let dataset = Dataset.range(0..<9, file: "jobs/Job.swift", line: 7)
    let graph = StageGraph.fixed(
      dataset.map(file: "jobs/Job.swift", line: 8) { ("x", $0) }.collect(file: "jobs/Job.swift", line: 9).lineage)
    #expect(
      graph.fingerprint == [
        "range(0..<9, partitions: default) of Swift.Int at jobs/Job.swift:7 from []",
        "map of (Swift.String, Swift.Int) at jobs/Job.swift:8 from [0]",
        "collect of (Swift.String, Swift.Int) at jobs/Job.swift:9 from [1]",
      ])
  }

  @Test func elementsAndLimitsAreInTheFingerprint() {
    func fingerprint(_ elements: [Int], limit: Int) -> [String] {
      StageGraph.fixed(Dataset.parallelize(elements).take(limit).lineage).fingerprint
    }
    #expect(fingerprint([1, 2], limit: 3) == fingerprint([1, 2], limit: 3))
    #expect(fingerprint([1, 2], limit: 3) != fingerprint([2, 1], limit: 3))
    #expect(fingerprint([1, 2], limit: 3) != fingerprint([1, 2], limit: 4))
  }

  @Test func aBodyEvaluatedAgainHasTheSameFingerprint() {
    let job = Words(input: "x")
    let fingerprint = StageGraph.fixed(job.body.lineage).fingerprint
    #expect(fingerprint == StageGraph.fixed(job.body.lineage).fingerprint)
    #expect(fingerprint.count == 5)
  }

  @Test func anyDifferenceShowsInTheFingerprint() {
    let source = Dataset.range(0..<9, line: 1)
    let fingerprints = [
      source.map(line: 2) { $0 }.count(line: 3),
      source.filter(line: 2) { _ in true }.count(line: 3),
      source.map(line: 2) { Double($0) }.count(line: 3),
      source.map(line: 4) { $0 }.count(line: 3),
      source.map(file: "other", line: 2) { $0 }.count(line: 3),
      source.count(line: 3),
    ].map { StageGraph.fixed($0.lineage).fingerprint }
    #expect(Set(fingerprints).count == fingerprints.count)
  }

  @Test func parentsShowInTheFingerprint() {
    let (a, b) = (Dataset.range(0..<9, line: 1).lineage, Dataset.range(0..<9, line: 1).lineage)
    let twice = node("action", from: [node("union", from: [a, a]), b], kind: .action)
    let both = node("action", from: [node("union", from: [a, b]), a], kind: .action)
    #expect(StageGraph.fixed(twice).fingerprint != StageGraph.fixed(both).fingerprint)
  }

  @Test func onlyTheChosenWayIsPartOfTheGraph() throws {
    let ways = [Dataset.range(0..<9, line: 1).lineage, Dataset.range(0..<8, line: 2).lineage]
    let choice = node("choice", from: ways, kind: .choice(LineageChoice { _, _ in 1 }))
    let action = node("action", from: [choice], kind: .action)
    let graph = try StageGraph(endingAt: action, choices: [1])
    #expect(graph.operators.map(\.arguments) == [ways[1].arguments, "", ""])
    #expect(graph.chosenParent(of: choice) == 1 && graph.choices == [1])
    #expect(throws: MissingChoice.self) { try StageGraph(endingAt: action, choices: []) }
    #expect(throws: MissingChoice.self) { try StageGraph(endingAt: action, choices: [2]) }
  }

  @Test func aSideInputIsAnotherStageAndShowsInTheFingerprint() throws {
    let (source, shuffle) = (Dataset.range(0..<9).lineage, Dataset.parallelize([(1, 2)]).reduceByKey(+).lineage)
    let narrow = LineageNode(
      "join", of: Int.self, at: CallSite("test", 1), kind: .narrow(.oneToOne), parents: [source],
      sideInputs: [shuffle])
    let graph = StageGraph.fixed(node("action", from: [narrow], kind: .action))
    #expect(graph.stages.map(\.parents) == [[], [0]])
    #expect(graph.fingerprint[3].hasSuffix("from [0, 2]"))
  }

  private func node(
    _ operation: String, from parents: [LineageNode], kind: LineageNode.Kind = .narrow(.oneToOne)
  ) -> LineageNode {
    LineageNode(operation, of: Int.self, at: CallSite("test", 1), kind: kind, parents: parents)
  }
}

private struct UnexpectedKind: Error {}

extension StageGraph {
  /// Of a lineage without choices.
  static func fixed(_ action: LineageNode) -> StageGraph {
    StageGraph(endingAt: action) { node, _ in preconditionFailure("\(node) is a choice") }
  }
}

struct Words: Job {
  var input: String

  var body: Action<[(Text, Int)]> {
    Dataset.lines(in: input)
      .flatMap { $0.split(separator: " ") }
      .map { ($0, 1) }
      .reduceByKey(+)
      .top(20) { $0.1 < $1.1 }
  }
}
