import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CogroupTests {
  private let first = WideFixture.skewedPairs(6_000, keys: 5_000, seed: 31)
  private let second = WideFixture.skewedPairs(5_000, keys: 4_000, seed: 32).map { ($0.0 + 2_000, "value \($0.1)") }
  private let third = WideFixture.skewedPairs(100, keys: 9_000, seed: 33).map { ($0.0, Double($0.1)) }
  private let fourth = WideFixture.skewedPairs(200, keys: 90, seed: 34).map { ($0.0, [$0.1]) }

  @Test(arguments: [nil, 1, 4], WideFixture.machines.map(\.memoryBytes))
  func twoDatasetsAreGroupedByKey(partitions: Int?, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let groups = dataset(first).cogroup(dataset(second), partitions: partitions)
    let found = try machine.run(groups.collect()).map { "\($0.0) \($0.1.0.sorted()) \($0.1.1.sorted())" }
    let (firsts, seconds) = (WideFixture.grouped(first), WideFixture.grouped(second))
    let expected = Set(firsts.keys).union(seconds.keys).map { key in
      "\(key) \((firsts[key] ?? []).sorted()) \((seconds[key] ?? []).sorted())"
    }
    #expect(found.sorted() == expected.sorted())
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test(arguments: WideFixture.machines.map(\.memoryBytes))
  func threeAndFourDatasetsAreGroupedByKey(memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let three = dataset(first).cogroup(dataset(second), dataset(third), partitions: 2)
    let four = dataset(first).cogroup(dataset(second), dataset(third), dataset(fourth), partitions: 3)
    let (firsts, seconds) = (WideFixture.grouped(first), WideFixture.grouped(second))
    let (thirds, fourths) = (WideFixture.grouped(third), WideFixture.grouped(fourth))
    var keys = Set(firsts.keys).union(seconds.keys).union(thirds.keys)
    let groups = try machine.run(three.collect())
    #expect(groups.map(\.0).sorted() == keys.sorted())
    for (key, group) in groups {
      #expect(group.0.sorted() == (firsts[key] ?? []).sorted())
      #expect(group.1.sorted() == (seconds[key] ?? []).sorted())
      #expect(group.2.sorted() == (thirds[key] ?? []).sorted())
    }
    keys.formUnion(fourths.keys)
    let all = try machine.run(four.collect())
    #expect(all.map(\.0).sorted() == keys.sorted())
    for (key, group) in all {
      #expect(group.0.sorted() == (firsts[key] ?? []).sorted())
      #expect(group.3.map { $0[0] }.sorted() == (fourths[key] ?? []).map { $0[0] }.sorted())
    }
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test func aDatasetMayBeGroupedWithItself() throws {
    let pairs = Dataset.range(0..<100, partitions: 3).map { ($0 % 10, $0) }
    let groups = try MemoryMachine().run(pairs.cogroup(pairs, partitions: 2).collect())
    #expect(groups.count == 10)
    for (key, group) in groups {
      #expect(group.0.sorted() == Array(stride(from: key, to: 100, by: 10)))
      #expect(group.0.sorted() == group.1.sorted())
    }
  }

  private func dataset<Value: Sendable>(_ pairs: [(Int, Value)]) -> Dataset<(Int, Value)> {
    .parallelize(pairs, partitions: 3)
  }
}
