import Testing

@testable import CroftDataset

@Suite struct JoinStrategyTests {
  /// Sizes by the last operator's number of input partitions, which is all that these tests tell apart.
  private struct Sizes: PlanStatistics {
    var bytes: [Int: Int]

    func estimatedBytes(of node: LineageNode) -> Int? {
      var source = node
      while let parent = source.parents.first { source = parent }
      return source.arguments.split(separator: " ").last.flatMap { Int($0) }.flatMap { bytes[$0] }
    }
  }

  private static let small = 10 << 20
  private let first = Dataset.range(0..<10, partitions: 1).map { ($0, $0) }
  private let second = Dataset.range(0..<10, partitions: 2).map { ($0, $0) }

  @Test func aSmallSideIsSentToTheOther() {
    #expect(ways(of: first.join(second), [1: 1 << 40, 2: Self.small]) == ["broadcastJoin(inner)"])
    #expect(ways(of: first.join(second), [1: Self.small, 2: 1 << 40]) == ["broadcastJoin(inner, sending the first)"])
    #expect(ways(of: first.join(second), [1: 1 << 40, 2: Self.small + 1]) == ["shuffledJoin(inner)"])
    #expect(ways(of: first.join(second), [:]) == ["shuffledJoin(inner)"])
    #expect(ways(of: first.join(second), [2: 5]) == ["broadcastJoin(inner)"])
    #expect(ways(of: first.join(second), [1: 6, 2: 5]) == ["broadcastJoin(inner)"])
  }

  @Test func onlyTheSideWithoutUnmatchedRowsIsSent() {
    #expect(ways(of: first.leftOuterJoin(second), [1: 5, 2: 1 << 40]) == ["shuffledJoin(left outer)"])
    #expect(ways(of: first.leftOuterJoin(second), [1: 1 << 40, 2: 5]) == ["broadcastJoin(left outer)"])
    #expect(ways(of: first.rightOuterJoin(second), [1: 5, 2: 1 << 40]) == ["broadcastJoin(right outer)"])
    #expect(ways(of: first.rightOuterJoin(second), [1: 1 << 40, 2: 5]) == ["shuffledJoin(right outer)"])
    #expect(ways(of: first.fullOuterJoin(second), [1: 5, 2: 5]) == ["shuffledJoin(full outer)"])
    #expect(ways(of: first.subtractByKey(second), [1: 1 << 40, 2: 5]) == ["broadcastJoin(left anti)"])
  }

  @Test func whatTheProgramSaysIsDone() {
    #expect(ways(of: first.join(second, strategy: .shuffled), [1: 5, 2: 5]) == ["shuffledJoin(inner)"])
    #expect(ways(of: first.join(second, strategy: .broadcast), [:]) == ["broadcastJoin(inner)"])
    #expect(ways(of: first.join(second, partitions: 4), [1: 5, 2: 5]) == ["shuffledJoin(inner)"])
  }

  @Test func sidesThatArePartitionedAlikeAreJoinedWhereTheyLie() throws {
    let (one, two) = (first.partitionBy(partitions: 3), second.partitionBy(partitions: 3))
    let joined = one.filter { $0.0 > 4 }.join(two)
    #expect(ways(of: joined, [1: 5, 2: 5]) == ["shuffledJoin(inner)"])
    #expect(StageGraph.stageCount(of: joined.count()) == 3)
    #expect(try MemoryMachine().run(joined.count()) == 5)
  }

  /// Only the other side moves.
  @Test func aSideThatIsPartitionedStaysWhereItIs() throws {
    let joined = first.partitionBy(partitions: 3).join(second, strategy: .shuffled)
    #expect(StageGraph.stageCount(of: joined.count()) == 3)
    #expect(joined.lineage.partitioning == HashPartitioning(key: Int.self, requestedPartitions: 3))
    #expect(try MemoryMachine().run(joined.count()) == 10)
  }

  private func ways<Element>(of dataset: Dataset<Element>, _ bytes: [Int: Int]) -> [String] {
    let graph = StageGraph(endingAt: dataset.count().lineage) { $1.choose($0.parents, Sizes(bytes: bytes)) }
    return graph.operators.filter { $0.operation.hasSuffix("Join") && !$0.arguments.isEmpty }
      .map { "\($0.operation)(\($0.arguments))" }
  }
}
