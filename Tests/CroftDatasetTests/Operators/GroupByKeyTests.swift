import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct GroupByKeyTests {
  @Test(arguments: [nil, 1, 2, 7], WideFixture.machines.map(\.memoryBytes))
  func itGroupsWhatADictionaryGroups(partitions: Int?, memoryBytes: Int) throws {
    let pairs = WideFixture.skewedPairs(20_000, keys: 9_000, seed: 7)
    for inputPartitions in [1, 4] {
      let machine = MemoryMachine(memoryBytes: memoryBytes)
      let groups = Dataset.parallelize(pairs, partitions: inputPartitions).groupByKey(partitions: partitions)
      #expect(try machine.run(groups.collect()).groups() == WideFixture.grouped(pairs).mapValues { $0.sorted() })
      #expect((machine.spillCount > 0) == (memoryBytes < .max))
    }
  }

  @Test(arguments: WideFixture.machines.map(\.memoryBytes))
  func textsAndStringsAreGrouped(memoryBytes: Int) throws {
    let pairs = WideFixture.skewedPairs(8_000, keys: 4_000, seed: 8).map { ("the key \($0)", Text("value \($1)")) }
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let groups = try machine.run(Dataset.parallelize(pairs, partitions: 3).groupByKey(partitions: 2).collect())
    #expect(groups.groups() == WideFixture.grouped(pairs).mapValues { $0.sorted() })
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  /// Nothing could part the values of one key, so they are gathered whatever the memory.
  @Test func oneKeyWithMoreValuesThanMemoryIsOneGroup() throws {
    let machine = MemoryMachine(memoryBytes: 10_000)
    let groups = Dataset.range(0..<50_000, partitions: 4).map { ($0 % 2 == 0 ? 1 : 2, "value \($0)") }.groupByKey()
    #expect(try machine.run(groups.collect()).map(\.1.count) == [25_000, 25_000])
  }

  @Test func keysOfOneHashAreToldApartOnDiskToo() throws {
    let machine = MemoryMachine(memoryBytes: 0)
    let groups = Dataset.range(0..<2_400, partitions: 2).map { (Colliding(value: $0 % 1_200), $0) }.groupByKey(
      partitions: 1)
    let found = try machine.run(groups.collect()).map { ($0.0.value, $0.1) }.groups()
    #expect(found == WideFixture.grouped((0..<2_400).map { ($0 % 1_200, $0) }))
    #expect(machine.spillCount > 0)
  }

  @Test func groupByTakesTheKeyFromTheElement() throws {
    let groups = Dataset.range(0..<1_000, partitions: 3).groupBy(partitions: 2) { $0 % 7 }
    #expect(try MemoryMachine().run(groups.collect()).groups() == Dictionary(grouping: 0..<1_000) { $0 % 7 })
  }

  @Test func anEmptyDatasetHasNoGroups() throws {
    let groups = Dataset<(Int, Int)>.parallelize([]).groupByKey()
    #expect(try MemoryMachine().run(groups.count()) == 0)
  }

  @Test func whatIsPartitionedAlreadyIsNotShuffledAgain() throws {
    let once = Dataset.range(0..<1_000, partitions: 5).map { ($0 % 10, $0) }.partitionBy(partitions: 3)
    let twice = once.groupByKey(partitions: 3).filter { $0.0 < 5 }.groupByKey(partitions: 3)
    #expect(StageGraph.stageCount(of: twice.collect()) == 2)
    #expect(StageGraph.stageCount(of: once.groupByKey(partitions: 4).collect()) == 3)
    let found = try MemoryMachine().run(twice.collect()).map { ($0.0, $0.1.flatMap { $0 }) }.groups()
    #expect(found == Dictionary(grouping: 0..<1_000) { $0 % 10 }.filter { $0.key < 5 })
  }

  /// The worst hash there is.
  private struct Colliding: Hashable, Codable {
    var value: Int
    func hash(into hasher: inout Hasher) {}
  }
}

extension StageGraph {
  /// How many stages an action has, when the first of all alternatives are chosen.
  static func stageCount<Output>(of action: Action<Output>) -> Int {
    StageGraph(endingAt: action.lineage) { _, _ in 0 }.stages.count
  }
}
