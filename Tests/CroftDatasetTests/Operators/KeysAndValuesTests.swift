import Testing

@testable import CroftDataset

@Suite struct KeysAndValuesTests {
  private let pairs = Dataset.parallelize([("a", 1), ("b", 2), ("a", 3)], partitions: 2)

  @Test func keyByPutsTheKeyFirst() throws {
    let keyed = try MemoryMachine().run(Dataset.range(0..<4, partitions: 3).keyBy { $0 % 2 == 0 }.collect())
    #expect(keyed.map(\.0) == [true, false, true, false])
    #expect(keyed.map(\.1) == [0, 1, 2, 3])
  }

  @Test func valuesChangeAndKeysStay() throws {
    let mapped = try MemoryMachine().run(pairs.mapValues { $0 * 10 }.collect())
    #expect(mapped.map(\.0) == ["a", "b", "a"])
    #expect(mapped.map(\.1) == [10, 20, 30])
    let flatMapped = try MemoryMachine().run(pairs.flatMapValues { 0..<$0 }.collect())
    #expect(flatMapped.map(\.0) == ["a", "b", "b", "a", "a", "a"])
    #expect(flatMapped.map(\.1) == [0, 0, 1, 0, 1, 2])
  }

  @Test func keysAndValuesAreTakenApart() throws {
    #expect(try MemoryMachine().run(pairs.keys().collect()) == ["a", "b", "a"])
    #expect(try MemoryMachine().run(pairs.values().collect()) == [1, 2, 3])
  }

  @Test func onlyWhatLeavesKeysAloneKeepsThePartitioning() {
    let reduced = pairs.reduceByKey(+, partitions: 2)
    #expect(reduced.lineage.partitioning != nil)
    #expect(reduced.mapValues { $0 + 1 }.lineage.partitioning == reduced.lineage.partitioning)
    #expect(reduced.flatMapValues { [$0] }.lineage.partitioning == reduced.lineage.partitioning)
    #expect(reduced.filter { $0.1 > 1 }.lineage.partitioning == reduced.lineage.partitioning)
    #expect(reduced.sample(fraction: 0.5).lineage.partitioning == reduced.lineage.partitioning)
    #expect(reduced.tap { _ in }.named("reduced").lineage.partitioning == reduced.lineage.partitioning)
    #expect(reduced.map { $0 }.lineage.partitioning == nil)
    #expect(reduced.coalesce(1).lineage.partitioning == nil)
    #expect(reduced.union(reduced).lineage.partitioning == nil)
  }
}
