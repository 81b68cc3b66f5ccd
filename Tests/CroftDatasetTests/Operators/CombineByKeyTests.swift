import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CombineByKeyTests {
  private let pairs = WideFixture.skewedPairs(20_000, keys: 9_000, seed: 11)

  @Test(arguments: [nil, 1, 5], WideFixture.machines.map(\.memoryBytes))
  func sumsAreThoseOfADictionary(partitions: Int?, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let sums = Dataset.parallelize(pairs, partitions: 3).reduceByKey(+, partitions: partitions)
    let found = Dictionary(uniqueKeysWithValues: try machine.run(sums.collect()))
    #expect(found == Dictionary(pairs, uniquingKeysWith: +))
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test(arguments: WideFixture.machines.map(\.memoryBytes))
  func valuesThatGrowAreCountedAndSpilled(memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let lists = Dataset.parallelize(pairs, partitions: 3).map { ($0.0 % 200, $0.1) }.combineByKey(
      partitions: 2, create: { [$0] }, add: { $0.append($1) }, merge: { $0 += $1 })
    let expected = WideFixture.grouped(pairs.map { ($0.0 % 200, $0.1) }).mapValues { $0.sorted() }
    #expect(try machine.run(lists.collect()).groups() == expected)
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test(arguments: WideFixture.machines.map(\.memoryBytes))
  func aPartitionedDatasetIsCombinedWhereItLies(memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let lists = Dataset.parallelize(pairs, partitions: 3).partitionBy(partitions: 2)
      .aggregateByKey(into: [Int](), partitions: 2) {
        $0.append($1)
      } combining: {
        $0 += $1
      }
    #expect(StageGraph.stageCount(of: lists.collect()) == 2)
    #expect(try machine.run(lists.collect()).groups() == WideFixture.grouped(pairs).mapValues { $0.sorted() })
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test func foldsStartWithTheInitialValue() throws {
    let sums = Dataset.parallelize(pairs, partitions: 4).foldByKey(0) { $0 + $1 }
    let found = Dictionary(uniqueKeysWithValues: try MemoryMachine().run(sums.collect()))
    #expect(found == Dictionary(pairs, uniquingKeysWith: +))
    let started = Dataset.parallelize([("a", 1), ("a", 2), ("b", 3)], partitions: 1).foldByKey(10) { $0 + $1 }
    #expect(try MemoryMachine().run(started.collect()).sorted { $0.0 < $1.0 }.map(\.1) == [13, 13])
  }

  @Test func aggregatesMayBeOfAnotherType() throws {
    let means = Dataset.parallelize(pairs, partitions: 4)
      .aggregateByKey((0, 0)) {
        ($0.0 + $1, $0.1 + 1)
      } combining: {
        ($0.0 + $1.0, $0.1 + $1.1)
      }
    let found = try MemoryMachine().run(means.collect())
    let expected = WideFixture.grouped(pairs)
    #expect(found.count == expected.count)
    for (key, (sum, count)) in found {
      #expect(expected[key]?.count == count)
      #expect(expected[key]?.reduce(0, +) == sum)
    }
  }

  @Test func rowsWithoutANumberAreOneGroup() throws {
    let keys = (0..<3_000).map { $0 % 3 == 0 ? Double.nan : Double($0 % 3) }
    let counts = Dataset.parallelize(keys, partitions: 4).map { ($0, 1) }.reduceByKey(+, partitions: 3)
    #expect(try MemoryMachine().run(counts.collect()).map(\.1) == [1_000, 1_000, 1_000])
  }

  private struct CombineFailed: Error {}

  @Test func aFailureInTheProgramsCodeEndsTheTask() throws {
    let sums = Dataset.parallelize(pairs, partitions: 2).reduceByKey { _, _ in throw CombineFailed() }
    #expect(throws: CombineFailed.self) { try MemoryMachine().run(sums.count()) }
  }
}
