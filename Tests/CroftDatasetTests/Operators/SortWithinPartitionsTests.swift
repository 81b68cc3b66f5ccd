import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct SortWithinPartitionsTests {
  @Test(arguments: [1, 2, 7], [Int.max, 20_000, 0])
  func eachPartitionIsInTheOrderOfItsKeys(partitions: Int, memoryBytes: Int) throws {
    var random = SeededRandom(seed: 21)
    let pairs = (0..<3_000).map { ("key \(random.below(200))", $0) }
    let input = Dataset.parallelize(pairs, partitions: 4)
    for ascending in [true, false] {
      let machine = MemoryMachine(memoryBytes: memoryBytes)
      let sorted = input.repartitionAndSortWithinPartitions(ascending: ascending, partitions: partitions)
      let parts = try machine.run(sorted.glom().collect())
      #expect(parts.count == partitions)
      for part in parts {
        let keys = part.map(\.0)
        #expect(keys == (ascending ? keys.sorted() : keys.sorted(by: >)))
        // Values of a key stay in their order: these ascend.
        #expect(zip(part, part.dropFirst()).allSatisfy { $0.0.0 != $0.1.0 || $0.0.1 < $0.1.1 })
      }
      let keysOfParts = parts.map { Set($0.map(\.0)) }
      #expect(keysOfParts.reduce(0) { $0 + $1.count } == Set(pairs.map(\.0)).count)
      #expect(parts.joined().map(\.1).sorted() == Array(0..<3_000))
      #expect(memoryBytes == .max ? machine.spillCount == 0 : machine.spillCount > 0)
    }
  }

  @Test func itKeepsWhatIsKnownOfWhereKeysAre() {
    let sorted = Dataset.parallelize([("a", 1)]).repartitionAndSortWithinPartitions(partitions: 3)
    #expect(sorted.lineage.partitioning == HashPartitioning(key: String.self, requestedPartitions: 3))
  }

  @Test func nothingIsSortedToNothing() throws {
    let none = Dataset.parallelize([("a", 1)]).filter { _ in false }.repartitionAndSortWithinPartitions(partitions: 3)
    #expect(try MemoryMachine().run(none.count()) == 0)
  }
}
