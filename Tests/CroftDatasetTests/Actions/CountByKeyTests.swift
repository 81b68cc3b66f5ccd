import Synchronization
import Testing

@testable import CroftDataset

@Suite struct CountByKeyTests {
  @Test(arguments: [1, 2, 7])
  func valuesAreCounted(partitions: Int) throws {
    let source = Dataset.range(0..<1_000, partitions: partitions)
    let counts = try MemoryMachine().run(source.map { "\($0 % 7)" }.countByValue())
    #expect(counts == Dictionary(grouping: 0..<1_000) { "\($0 % 7)" }.mapValues(\.count))
    #expect(try MemoryMachine().run(source.filter { $0 < 0 }.countByValue()).isEmpty)
  }

  @Test(arguments: [1, 2, 7])
  func keysAreCounted(partitions: Int) throws {
    let pairs = Dataset.range(0..<5_000, partitions: partitions).map { ($0 % 2_000, "\($0)") }
    let counts = try MemoryMachine().run(pairs.countByKey())
    #expect(counts == Dictionary(grouping: 0..<5_000) { $0 % 2_000 }.mapValues(\.count))
  }

  @Test(arguments: [1, 2, 7])
  func allNaNsAreCountedTogether(partitions: Int) throws {
    let numbers = Dataset.range(0..<100, partitions: partitions).map { $0 % 4 == 0 ? -Double.nan : Double($0 % 2) }
    let counts = try MemoryMachine().run(numbers.countByValue())
    #expect(counts.count == 3)
    #expect(counts[1] == 50 && counts[0] == 25)
    #expect(counts.first { $0.key.isNaN }?.value == 25)
    let byKey = try MemoryMachine().run(numbers.map { (Float($0), "") }.countByKey())
    #expect(byKey.count == 3 && byKey.first { $0.key.isNaN }?.value == 25)
  }

  @Test(arguments: [1, 2, 7])
  func theValuesOfAKeyAreFound(partitions: Int) throws {
    let machine = MemoryMachine()
    let pairs = Dataset.range(0..<1_000, partitions: partitions).map { ($0 % 10, $0) }
    #expect(try machine.run(pairs.lookup(3)) == Array(stride(from: 3, to: 1_000, by: 10)))
    #expect(try machine.run(pairs.lookup(10)).isEmpty)
  }

  @Test(arguments: [1, 3, 8])
  func aKeyIsLookedForWhereItLies(partitions: Int) throws {
    let machine = MemoryMachine()
    let sums = Dataset.range(0..<1_000, partitions: 4).map { ("\($0 % 50)", $0) }.reduceByKey(+, partitions: partitions)
    for key in 0..<51 {
      let expected = key < 50 ? [(0..<1_000).reduce(0) { $1 % 50 == key ? $0 + $1 : $0 }] : []
      #expect(try machine.run(sums.lookup("\(key)")) == expected)
    }
  }

  @Test func partitionsThatCannotHoldAKeyAreNotComputed() throws {
    let computed = PartitionCounter()
    let sums = Dataset.range(0..<100, partitions: 2).map { ($0, 1) }.reduceByKey(+, partitions: 5)
    let counted = Dataset<(Int, Int)>(lineage: sums.lineage) { node, context, partition, sink in
      computed.add()
      try sums.produce(node, context, partition, sink)
    }
    #expect(try MemoryMachine().run(counted.lookup(42)) == [1])
    #expect(computed.count == 1)
    #expect(try MemoryMachine().run(counted.map { $0 }.lookup(42)) == [1])
    #expect(computed.count == 6)
  }
}

private final class PartitionCounter: Sendable {
  private let computed = Atomic(0)
  var count: Int { computed.load(ordering: .relaxed) }
  func add() { computed.add(1, ordering: .relaxed) }
}
