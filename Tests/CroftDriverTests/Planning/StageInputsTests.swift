import CroftProtocol
import Testing

@testable import CroftDataset
@testable import CroftDriver

@Suite struct StageInputsTests {
  /// What the tasks of a job's last stage read: for each partition, of which source which partition.
  private func inputs(_ end: LineageNode) throws -> [[[Int]]] {
    let action = LineageNode("count", .action, from: [end])
    let plan = try JobPlan(endingAt: action, startsSmall: false, services: SomeFiles())
    let last = plan.shape.stages.count - 1
    return try (0..<plan.shape.stages[last].partitionCount).map { partition in
      var writer = ByteWriter()
      plan.encodeInputs(stage: last, partition: partition, into: &writer)
      var reader = ByteReader(writer.bytes)
      var inputs: [[Int]] = []
      while !reader.isAtEnd {
        inputs.append([Int(try reader.read(UInt16.self)), Int(try reader.read(UInt32.self))])
        _ = try reader.readSized()
      }
      return inputs
    }
  }

  private func source(_ partitions: Int) -> LineageNode { Dataset.range(0..<99, partitions: partitions).lineage }

  @Test func aChainReadsItsOwnPartition() throws {
    let map = LineageNode("map", .narrow(.oneToOne), from: [source(3)])
    #expect(try inputs(map) == [[[0, 0]], [[0, 1]], [[0, 2]]])
  }

  @Test func aZipReadsTheSamePartitionOfBoth() throws {
    let zip = LineageNode("zip", .narrow(.oneToOne), from: [source(2), source(2)])
    #expect(try inputs(zip) == [[[0, 0], [1, 0]], [[0, 1], [1, 1]]])
  }

  @Test func aStageOfMoreSourcesThanATaskCanNameIsRefused() throws {
    let few = (0..<3).map { _ in source(1) }
    #expect(try inputs(LineageNode("union", .narrow(.concatenation), from: few)).count == 3)
    let many = (0...Int(UInt16.max) + 1).map { _ in source(1) }
    #expect(throws: TooManySources(asked: many.count)) {
      try inputs(LineageNode("union", .narrow(.concatenation), from: many))
    }
  }

  @Test func aConcatenationReadsOnePartitionOfOneParent() throws {
    let union = LineageNode("union", .narrow(.concatenation), from: [source(2), source(1)])
    #expect(try inputs(union) == [[[0, 0]], [[0, 1]], [[1, 0]]])
  }

  @Test func groupsReadNeighbours() throws {
    let coalesce = LineageNode("coalesce", .narrow(.groups(2)), from: [source(5)])
    #expect(try inputs(coalesce) == [[[0, 0], [0, 1]], [[0, 2], [0, 3], [0, 4]]])
    let wide = LineageNode("coalesce", .narrow(.groups(9)), from: [source(2)])
    #expect(try inputs(wide) == [[[0, 0]], [[0, 1]]])
  }

  @Test func pairsReadOnePartitionOfEach() throws {
    let pairs = LineageNode("cartesian", .narrow(.pairs), from: [source(2), source(3)])
    #expect(try inputs(pairs) == [0, 1].flatMap { first in (0..<3).map { [[0, first], [1, $0]] } })
  }

  @Test func aSourceThatIsReadTwiceIsSentOnceForEachPartition() throws {
    let shared = source(2)
    let map = LineageNode("map", .narrow(.oneToOne), from: [shared])
    let union = LineageNode("union", .narrow(.concatenation), from: [map, shared])
    #expect(try inputs(union) == [[[0, 0]], [[0, 1]], [[0, 0]], [[0, 1]]])
    let square = LineageNode("cartesian", .narrow(.pairs), from: [map, shared])
    #expect(try inputs(square) == [[[0, 0]], [[0, 0], [0, 1]], [[0, 1], [0, 0]], [[0, 1]]])
    let diamond = LineageNode(
      "zip", .narrow(.oneToOne), from: [LineageNode("coalesce", .narrow(.groups(1)), from: [map]), coalesced(shared)])
    #expect(try inputs(diamond) == [[[0, 0], [0, 1]]])
  }

  @Test func whatLiesBehindAShuffleIsNotRead() throws {
    let shuffle = LineageNode(
      "byKey", .shuffle(ShuffleDependency(requestedPartitions: 2) { _, _, _, _ in }), from: [source(5)])
    let union = LineageNode("union", .narrow(.concatenation), from: [shuffle, source(1)])
    #expect(try inputs(union) == [[], [], [[0, 0]]])
  }

  @Test func ofAChoiceTheChosenParentIsRead() throws {
    let choice = LineageNode("join", .choice(LineageChoice { _, _ in 1 }), from: [source(1), coalesced(source(4))])
    #expect(try inputs(choice) == [[[0, 0], [0, 1], [0, 2], [0, 3]]])
  }

  @Test func operatorsWhosePartitionsDoNotGoTogetherAreNamed() {
    let zip = LineageNode("zip", .narrow(.oneToOne), from: [source(2), source(3)], line: 7)
    let error = #expect(throws: OperatorProblem.self) { try inputs(zip) }
    #expect(error?.description.contains("zip of Swift.Int at test/Job.swift:7: its inputs have 2 and 3") == true)
  }

  @Test func aChoiceGoesByTheSizeOfTheInput() throws {
    let lines = ["/small", "/large"].map { Dataset.lines(in: $0).lineage }
    for (side, expected) in [(0, 0), (1, 1)] {
      let choice = LineageNode(
        "join",
        .choice(
          LineageChoice { parents, statistics in
            (statistics.estimatedBytes(of: parents[side]) ?? .max) < 1000 ? 0 : 1
          }), from: lines)
      let plan = try JobPlan(
        endingAt: LineageNode("count", .action, from: [choice]), startsSmall: false,
        services: SomeFiles(sizes: ["/small": 10, "/large": 1 << 20]))
      #expect(plan.graph.choices == [expected])
    }
  }

  private func coalesced(_ node: LineageNode) -> LineageNode {
    LineageNode("coalesce", .narrow(.groups(1)), from: [node])
  }
}
