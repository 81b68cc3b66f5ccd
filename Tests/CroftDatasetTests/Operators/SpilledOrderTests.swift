import CroftTesting
import Testing

@testable import CroftDataset

/// A partition that is computed again, perhaps with less memory, is the same, element by element: what comes after it
/// may count on the order.
@Suite struct SpilledOrderTests {
  /// What a program gives, as text; every partition by itself.
  struct Program: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (MemoryMachine, Inputs) throws -> [String]
  }

  /// Keys that differ a lot and keys that come often, of one type or another.
  struct Inputs: Sendable {
    let numbers = Dataset.parallelize(WideFixture.skewedPairs(6_000, keys: 5_000, seed: 5), partitions: 3)
    let others = Dataset.parallelize(WideFixture.skewedPairs(4_000, keys: 6_000, seed: 6), partitions: 4)
      .filter { $0.0 > 2 || $0.1 < 60 }
    var names: Dataset<(String, Text)> { numbers.map { ("the key \($0.0 * 7)", Text("value \($0.1)")) } }
    var otherNames: Dataset<(String, String)> { others.map { ("the key \($0.0 * 7)", "other \($0.1)") } }
  }

  private static func program<Element>(
    _ description: String, _ make: @escaping @Sendable (Inputs) -> Dataset<Element>
  ) -> Program {
    Program(testDescription: description) { machine, inputs in
      try machine.run(make(inputs).mapPartitions { ["\(Array($0))"] }.collect())
    }
  }

  static let programs: [Program] = [
    program("groupByKey") { $0.numbers.groupByKey(partitions: 2) },
    program("groupByKey of texts") { $0.names.groupByKey(partitions: 2) },
    program("reduceByKey") { $0.numbers.reduceByKey({ $0 &+ $1 }, partitions: 2) },
    program("reduceByKey that keeps the order") { $0.otherNames.reduceByKey(+, partitions: 2) },
    program("reduceByKey in place") { $0.numbers.partitionBy(partitions: 2).reduceByKey({ $0 &+ $1 }, partitions: 2) },
    program("distinct") { $0.numbers.keys().distinct(partitions: 2) },
    program("intersection") { $0.names.keys().intersection($0.otherNames.keys(), partitions: 2) },
    program("cogroup") { $0.numbers.cogroup($0.otherNames.map { ($0.0.utf8.count, $0.1) }, partitions: 2) },
    program("cogroup of three") { $0.names.cogroup($0.otherNames, $0.names, partitions: 2) },
    program("join") { $0.numbers.join($0.others, partitions: 2) },
    program("join of texts") { $0.names.join($0.otherNames, partitions: 2) },
    program("broadcast join") { $0.names.join($0.otherNames, strategy: .broadcast) },
    program("leftOuterJoin") { $0.names.leftOuterJoin($0.otherNames, partitions: 2) },
    program("rightOuterJoin") { $0.numbers.rightOuterJoin($0.others, partitions: 2) },
    program("fullOuterJoin") { $0.numbers.fullOuterJoin($0.others, partitions: 2) },
    program("subtractByKey") { $0.numbers.subtractByKey($0.others, strategy: .shuffled, partitions: 2) },
    program("cartesian") {
      $0.names.coalesce(1).cartesian($0.numbers.keys().distinct(partitions: 2).filter { $0 < 20 })
    },
    program("repartition after reduceByKey") { $0.numbers.reduceByKey({ $0 &+ $1 }, partitions: 2).repartition(4) },
    program("zipWithIndex after join") { $0.numbers.join($0.others, partitions: 2).zipWithIndex() },
    program("sample after groupByKey") { $0.numbers.groupByKey(partitions: 2).sample(fraction: 0.3) },
    program("repartition after sortBy") { $0.numbers.sortBy(partitions: 3) { $0.1 % 40 }.repartition(4) },
    program("zipWithIndex after sortBy of many") {
      $0.numbers.flatMap { pair in (0..<5).map { (pair.0 &* 7_919 % 10_007, $0) } }.sortByKey(partitions: 3)
        .zipWithIndex()
    },
    program("sorted texts") { $0.names.values().sorted(ascending: false, partitions: 3) },
    program("sorted by a function") { $0.names.sorted(partitions: 3) { $0.0.utf8.count < $1.0.utf8.count } },
    program("repartitionAndSortWithinPartitions") { $0.names.repartitionAndSortWithinPartitions(partitions: 2) },
    program("a grouping of a grouping") {
      $0.names.groupByKey(partitions: 3).map { ($0.1.count, $0.0) }.groupByKey(partitions: 2)
    },
  ]

  @Test(arguments: programs)
  func elementsComeInTheSameOrderHoweverLittleMemoryThereIs(program: Program) throws {
    let enough = MemoryMachine()
    let expected = try program.run(enough, Inputs())
    #expect(enough.spillCount == 0)
    for memoryBytes in [0, 30_000, 120_000] {
      let machine = MemoryMachine(memoryBytes: memoryBytes)
      let found = try program.run(machine, Inputs())
      #expect(found == expected, "with \(memoryBytes) bytes")
      #expect(machine.spillCount > 0 || memoryBytes > 0)
      #expect(machine.limitedMemory.usedBytes == 0)
    }
  }

  @Test(arguments: WideFixture.machines.map(\.memoryBytes))
  func keysComeInTheOrderOfTheirFirstAppearance(memoryBytes: Int) throws {
    let pairs = WideFixture.skewedPairs(6_000, keys: 5_000, seed: 9)
    var seen: Set<Int> = []
    let keys = pairs.map(\.0).filter { seen.insert($0).inserted }
    let values = WideFixture.grouped(pairs)
    let input = Dataset.parallelize(pairs, partitions: 4)
    let groups = try MemoryMachine(memoryBytes: memoryBytes).run(input.groupByKey(partitions: 1).collect())
    #expect(groups.map(\.0) == keys)
    #expect(groups.map(\.1) == keys.map { values[$0] })
    let sums = try MemoryMachine(memoryBytes: memoryBytes).run(input.reduceByKey({ $0 &+ $1 }, partitions: 1).collect())
    #expect(sums.map(\.0) == keys)
  }
}
