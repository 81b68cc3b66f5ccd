import Testing

@testable import CroftDataset

@Suite struct UnionTests {
  @Test(arguments: [1, 2, 5])
  func aUnionIsOneAfterTheOther(partitions: Int) throws {
    let first = Dataset.range(0..<10, partitions: partitions).map { $0 * 2 }
    let second = Dataset.range(5..<8, partitions: 2).filter { $0 != 6 }
    let union = first.union(second)
    #expect(try MemoryMachine().run(union.collect()) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 5, 7])
    #expect(try MemoryMachine().run(union.glom().count()) == partitions + 2)
  }

  @Test func aDatasetCanBeUnitedWithItself() throws {
    let source = Dataset.range(0..<3, partitions: 2)
    #expect(try MemoryMachine().run(source.union(source).collect()) == [0, 1, 2, 0, 1, 2])
  }

  @Test func manyUniteAsTwoDo() throws {
    let ranges = (0..<20).map { $0..<$0 + 3 }
    let many = ranges.map { Dataset.range($0, partitions: $0.lowerBound % 3 + 1) }
    #expect(try MemoryMachine().run(Dataset.union(many).collect()) == ranges.flatMap { Array($0) })
  }

  @Test func aUnionOfNothingIsEmpty() throws {
    #expect(try MemoryMachine().run(Dataset<Int>.union([]).collect()) == [])
    #expect(try MemoryMachine().run(Dataset<Int>.union([]).union(.range(0..<2, partitions: 1)).collect()) == [0, 1])
  }

  /// Each doubles the partitions: 27 times are too many to run, 70 times too many to count.
  @Test(arguments: [27, 70]) func tooManyPartitionsAreRefused(doublings: Int) {
    let huge = (0..<doublings).reduce(Dataset.range(0..<2, partitions: 1)) { all, _ in all.union(all) }
    let error = #expect(throws: OperatorProblem.self) { try MemoryMachine().run(huge.count()) }
    #expect(error?.problem is InvalidPartitionCount)
  }

  @Test(arguments: [1, 2, 3, 7, 8])
  func coalesceMakesNeighboursOne(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: 7)
    let coalesced = try MemoryMachine().run(source.coalesce(partitions).glom().collect())
    #expect(coalesced.count == min(partitions, 7))
    #expect(coalesced.flatMap { $0 } == Array(0..<100))
    #expect(coalesced.allSatisfy { $0.count >= 100 / 7 })
  }

  @Test func coalesceWorksAfterAShuffleAndAUnion() throws {
    let counts = Dataset.range(0..<60, partitions: 4).map { ($0 % 6, 1) }.reduceByKey(+, partitions: 5)
    let both = counts.coalesce(2).union(counts.mapValues { $0 + 1 }).coalesce(3)
    let found = try MemoryMachine().run(both.collect()).map { $0.0 * 100 + $0.1 }
    let expected = (0..<6).flatMap { (key: Int) -> [Int] in [key * 100 + 10, key * 100 + 11] }
    #expect(found.sorted() == expected)
  }

  @Test(arguments: [0, -1]) func coalesceToNothingIsRefused(partitions: Int) {
    #expect(throws: InvalidPartitionCount.self) {
      try MemoryMachine().run(Dataset.range(0..<9).coalesce(partitions).count())
    }
  }
}
