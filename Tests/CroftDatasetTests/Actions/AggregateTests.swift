import Testing

@testable import CroftDataset

@Suite struct AggregateTests {
  @Test(arguments: [1, 2, 7, 100])
  func foldKeepsTheOrderOfThePartitions(partitions: Int) throws {
    let letters = Dataset.parallelize("abcdefghijklmnopqrstuvwxyz".map(String.init), partitions: partitions)
    #expect(try MemoryMachine().run(letters.fold("", +)) == "abcdefghijklmnopqrstuvwxyz")
    #expect(try MemoryMachine().run(letters.filter { _ in false }.fold("", +)).isEmpty)
  }

  @Test func aZeroThatIsNotNeutralCountsOnceForEachPartitionAndOnceMore() throws {
    let source = Dataset.range(0..<10, partitions: 4)
    #expect(try MemoryMachine().run(source.fold(1, +)) == 45 + 5)
  }

  @Test(arguments: [1, 2, 7])
  func aggregateMakesAnotherType(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions)
    let joined = source.aggregate("") {
      $0 + "\($1),"
    } combining: {
      $0 + $1
    }
    #expect(try MemoryMachine().run(joined) == (0..<100).map { "\($0)," }.joined())
    let remainders = source.aggregate(into: Set<Int>()) {
      $0.insert($1 % 7)
    } combining: {
      $0.formUnion($1)
    }
    #expect(try MemoryMachine().run(remainders) == Set(0..<7))
    let last = source.aggregate(Int?.none) {
      $1
    } combining: {
      $1 ?? $0
    }
    #expect(try MemoryMachine().run(last) == 99)
  }

  @Test(arguments: [1, 2, 3, 5, 16], [1, 2, 7, 60])
  func aTreeGivesWhatTheDriverWould(depth: Int, partitions: Int) throws {
    for parallelism in [1, 3, 100] {
      let machine = MemoryMachine(parallelism: parallelism)
      let source = Dataset.range(0..<200, partitions: partitions)
      let joined = source.treeAggregate("", depth: depth) {
        $0 + "\($1),"
      } combining: {
        $0 + $1
      }
      #expect(try machine.run(joined) == (0..<200).map { "\($0)," }.joined())
      #expect(
        try machine.run(source.map { "\($0)," }.treeReduce(depth: depth, +)) == (0..<200).map { "\($0)," }.joined())
      #expect(try machine.run(source.filter { $0 > 200 }.treeReduce(depth: depth, +)) == nil)
      #expect(try machine.run(source.filter { $0 == 77 }.treeReduce(depth: depth, +)) == 77)
      let empty = source.filter { $0 > 200 }.treeAggregate(into: 0, depth: depth, { $0 += $1 }, combining: { $0 += $1 })
      #expect(try machine.run(empty) == 0)
    }
  }

  @Test func aTreeHandsTheDriverFewValues() throws {
    let machine = MemoryMachine(parallelism: 8)
    let source = Dataset.range(0..<10_000, partitions: 1_000)
    #expect(try machine.run(source.treeReduce(depth: 2, +)) == 49_995_000)
    #expect(machine.taskCount == 8)
    #expect(try machine.run(source.treeReduce(depth: 1, +)) == 49_995_000)
    #expect(machine.taskCount == 1_008)
  }

  @Test(arguments: [
    (partitions: 100, depth: 2, most: 50, widths: [100, 10]),
    (partitions: 100, depth: 2, most: 4, widths: [100, 4]),
    (partitions: 1_000, depth: 3, most: 500, widths: [1_000, 100, 10]),
    (partitions: 1, depth: 3, most: 8, widths: [1, 1, 1]),
    (partitions: 0, depth: 2, most: 8, widths: [0, 1]),
    (partitions: 100_000_000, depth: 2, most: 64, widths: [100_000_000, 64]),
  ])
  func aTreeIsAsWideAsItsRoots(partitions: Int, depth: Int, most: Int, widths: [Int]) {
    let bottom = Dataset.range(0..<1).lineage
    let tree = CombiningTree(bottom: bottom, depth: depth, level: depth - 2)
    #expect(tree.widths(partitions: partitions, most: most) == widths)
    let inputs = (0..<most).map { tree.inputs(of: $0, partitions: partitions, most: most) }
    #expect(inputs.reduce(0) { $0 + $1.count } == widths[depth - 2])
  }

  @Test(arguments: [0, -1, 17])
  func aTreeWithoutAUsefulDepthIsRefused(depth: Int) throws {
    let source = Dataset.range(0..<10)
    #expect(throws: InvalidDepth(asked: depth)) { try MemoryMachine().run(source.treeReduce(depth: depth, +)) }
  }

  @Test func whatCannotTravelIsNamedBeforeAnythingRuns() throws {
    let machine = MemoryMachine()
    let characters = Dataset.range(0..<5).map { _ in Character("a") }
    let refused = UnsupportedRecord(typeName: "Character")
    #expect(throws: refused) { try machine.run(characters.fold("a") { $1 }) }
    #expect(throws: refused) { try machine.run(characters.treeReduce { $1 }) }
    #expect(throws: refused) { try machine.run(characters.first()) }
    #expect(throws: refused) { try machine.run(characters.toLocalIterator()) }
    #expect(throws: refused) { try machine.run(characters.takeSample(1)) }
    #expect(throws: refused) { try machine.run(characters.countByValue()) }
    #expect(throws: refused) { try machine.run(characters.countApproxDistinct()) }
    #expect(machine.taskCount == 0)
  }
}
