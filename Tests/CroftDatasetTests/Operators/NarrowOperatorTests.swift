import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct NarrowOperatorTests {
  private struct Broken: Error, Equatable { var element: Int }

  @Test(arguments: [1, 2, 7, 500])
  func aChainComputesWhatPlainSwiftComputes(partitions: Int) throws {
    let source = Dataset.range(-50..<200, partitions: partitions)
    let action = source.map { $0 * 3 }.filter { $0 % 2 == 0 }.flatMap { [$0, -$0] }.map { "\($0)" }.collect()
    var expected: [String] = []
    for number in -50..<200 where number * 3 % 2 == 0 { expected += ["\(number * 3)", "\(number * -3)"] }
    #expect(try MemoryMachine().run(action) == expected)
  }

  @Test(arguments: [1, 3, 40])
  func compactMapLeavesOutWhatHasNoResult(partitions: Int) throws {
    let words = Dataset.parallelize(["1", "x", "3", ""], partitions: partitions)
    #expect(try MemoryMachine().run(words.compactMap { Int($0) }.collect()) == [1, 3])
  }

  @Test func mapPartitionsSeesEachPartitionOnce() throws {
    let sums = Dataset.range(0..<10, partitions: 3).mapPartitions { [$0.reduce(0, +), $0.count] }
    #expect(try MemoryMachine().run(sums.collect()) == [0 + 1 + 2, 3, 3 + 4 + 5, 3, 6 + 7 + 8 + 9, 4])
  }

  @Test func mapPartitionsSeesEmptyPartitionsToo() throws {
    let counts = Dataset<String>.parallelize(["a"], partitions: 3).mapPartitions { [$0.count] }
    #expect(try MemoryMachine().run(counts.collect()).sorted() == [0, 0, 1])
  }

  @Test func anErrorOfTheUsersComesThrough() {
    let source = Dataset.range(0..<10, partitions: 2)
    let broken: @Sendable (Int) throws -> Int = { if $0 == 7 { throw Broken(element: 7) } else { $0 } }
    #expect(throws: Broken(element: 7)) { try MemoryMachine().run(source.map(broken).count()) }
    #expect(throws: Broken(element: 7)) { try MemoryMachine().run(source.filter { try broken($0) > 0 }.count()) }
    #expect(throws: Broken(element: 7)) { try MemoryMachine().run(source.flatMap { [try broken($0)] }.collect()) }
    #expect(throws: Broken(element: 7)) {
      try MemoryMachine().run(source.mapPartitions { try $0.map(broken) }.reduce(+))
    }
  }

  @Test(arguments: [0..<0, 0..<3, .max - 100_000 ..< .max, .min ..< .min + 3] as [Range<Int>])
  func aRangeIsItsIntegersInOrder(range: Range<Int>) throws {
    for partitions in [1, 2, 7] {
      #expect(try MemoryMachine().run(Dataset.range(range, partitions: partitions).collect()) == Array(range))
    }
  }

  @Test func aCollectionIsItsElementsInOrder() throws {
    let words = (0..<25).map { "word \($0)" }
    for partitions in [nil, 1, 7, 100] {
      #expect(try MemoryMachine().run(Dataset.parallelize(words, partitions: partitions).collect()) == words)
    }
    #expect(try MemoryMachine().run(Dataset.parallelize([1.5][...], partitions: 2).collect()) == [1.5])
    #expect(try MemoryMachine().run(Dataset.parallelize([(1, "a")]).collect()).map(\.1) == ["a"])
  }

  @Test(arguments: [0, -3, 100_000_001])
  func aSillyNumberOfPartitionsIsRefusedBeforeAnythingRuns(partitions: Int) {
    let machine = MemoryMachine(files: ["in": "x"])
    #expect(throws: InvalidPartitionCount.self) {
      try machine.run(Dataset.range(0..<9, partitions: partitions).count())
    }
    #expect(throws: InvalidPartitionCount.self) {
      try machine.run(Dataset.parallelize([1], partitions: partitions).count())
    }
    #expect(throws: InvalidPartitionCount.self) {
      try machine.run(Dataset.lines(in: "in", partitions: partitions).count())
    }
    let pairs = Dataset.parallelize([(1, 1)])
    #expect(throws: InvalidPartitionCount.self) {
      try machine.run(pairs.reduceByKey(+, partitions: partitions).count())
    }
    #expect(machine.taskCount == 0)
  }
}
