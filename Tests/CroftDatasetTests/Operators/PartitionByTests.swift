import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct PartitionByTests {
  @Test(arguments: [1, 2, 9])
  func theKeysOfOneValueLieTogether(partitions: Int) throws {
    let pairs = WideFixture.skewedPairs(3_000, keys: 500, seed: 41)
    let parts = Dataset.parallelize(pairs, partitions: 4).partitionBy(partitions: partitions).glom()
    let found = try MemoryMachine().run(parts.collect())
    #expect(found.count == partitions)
    #expect(found.joined().map(\.1).sorted() == Array(0..<3_000))
    for key in Set(pairs.map(\.0)) {
      #expect(found.filter { $0.contains { $0.0 == key } }.count == 1)
    }
  }

  @Test func theirPartitionIsTheOneThatIsTold() throws {
    try expectTold((0..<100).map { $0 * 7 - 300 })
    try expectTold((0..<100).map { "the key \($0) caf\u{E9}" })
    try expectTold((0..<100).map { Text("key \($0)") })
    try expectTold((0..<100).map { Double($0) / 7 - 3 })
    try expectTold((0..<100).map { [$0, $0 % 3] })
  }

  @Test(arguments: [1, 4])
  func pairsOfEveryKindArriveWhole(partitions: Int) throws {
    try expectArrival(partitions) { ($0, $0 &* 3) }
    try expectArrival(partitions) { (Int32($0), ($0, Double($0))) }
    try expectArrival(partitions) { ($0, "value \($0)") }
    try expectArrival(partitions) { (Text("key \($0)"), $0) }
    try expectArrival(partitions) { ([$0], ()) }
  }

  @Test func whatIsPartitionedAlreadyGoesOnAsItIs() throws {
    let once = Dataset.range(0..<900, partitions: 3).map { ($0, $0 &* 2) }.partitionBy(partitions: 4)
    let twice = once.filter { $0.0 % 3 == 0 }.partitionBy(partitions: 4)
    #expect(StageGraph(endingAt: twice.count().lineage) { _, _ in 0 }.stages.count == 2)
    let found = try MemoryMachine().run(twice.map { $1 &- $0 }.collect())
    #expect(found.sorted() == (0..<300).map { $0 * 3 })
  }

  @Test func aFunctionMaySayWhere() throws {
    let parts = Dataset.range(0..<100, partitions: 3).map { ($0, "\($0)") }.partitionBy(partitions: 4) { $0 / 25 }
    let found = try MemoryMachine().run(parts.glom().collect()).map { $0.map(\.0).sorted() }
    #expect(found == [Array(0..<25), Array(25..<50), Array(50..<75), Array(75..<100)])
    #expect(parts.lineage.partitioning == nil)
  }

  @Test(arguments: [-1, 4])
  func aPartitionThatIsNotThereIsNamed(partition: Int) throws {
    let parts = Dataset.range(0..<10).map { ($0, $0) }.partitionBy(partitions: 4) { _ in partition }
    #expect(throws: NoSuchPartition(partition: partition, count: 4)) { try MemoryMachine().run(parts.count()) }
  }

  @Test(arguments: [1, 2, 8, 50])
  func repartitionSpreadsEvenly(partitions: Int) throws {
    let parts = Dataset.range(0..<1_000, partitions: 3).filter { $0 < 700 }.repartition(partitions).glom()
    let found = try MemoryMachine().run(parts.collect())
    #expect(found.joined().sorted() == Array(0..<700))
    let sizes = found.map(\.count)
    #expect(sizes.max()! - sizes.min()! <= 3)
    #expect(try MemoryMachine().run(parts.collect()) == found)
  }

  @Test func repartitionTakesElementsOfEveryKind() throws {
    let parts = Dataset.range(0..<500, partitions: 3).map { ("name \($0)", [$0], ()) }.repartition(4)
    let found = try MemoryMachine(memoryBytes: 0).run(parts.collect())
    #expect(found.map { $0.1[0] }.sorted() == Array(0..<500))
    #expect(found.allSatisfy { $0.0 == "name \($0.1[0])" })
  }

  private func expectArrival<Key: Hashable & Sendable, Value: Sendable>(
    _ partitions: Int, _ pair: @escaping @Sendable (Int) -> (Key, Value)
  ) throws {
    let pairs = Dataset.range(0..<2_000, partitions: 3).map(pair).partitionBy(partitions: partitions)
    let found = try MemoryMachine().run(pairs.map { "\($0) \($1)" }.collect())
    #expect(
      found.sorted()
        == (0..<2_000).map {
          let (key, value) = pair($0)
          return "\(key) \(value)"
        }.sorted())
  }

  private func expectTold<Key: Hashable & Sendable>(_ keys: [Key]) throws {
    let parts = Dataset.parallelize(keys, partitions: 2).map { ($0, 0) }.partitionBy(partitions: 5).glom()
    let partitioner = try KeyPartitioner<Key>()
    for (partition, pairs) in try MemoryMachine().run(parts.collect()).enumerated() {
      for (key, _) in pairs { #expect(try partitioner.partition(of: key, partitionCount: 5) == partition) }
    }
  }
}
