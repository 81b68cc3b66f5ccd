import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct ActionTests {
  @Test(arguments: [1, 2, 7])
  func numbersAreCountedAndSummed(partitions: Int) throws {
    let machine = MemoryMachine()
    let source = Dataset.range(0..<1_000, partitions: partitions)
    #expect(try machine.run(source.count()) == 1_000)
    #expect(try machine.run(source.reduce(+)) == 499_500)
    #expect(try machine.run(source.filter { $0 < 0 }.count()) == 0)
    #expect(try machine.run(source.filter { $0 < 0 }.reduce(+)) == nil)
    #expect(try machine.run(source.filter { $0 == 999 }.reduce(+)) == 999)
  }

  @Test(arguments: [1, 2, 7, 100])
  func reduceKeepsTheOrderOfThePartitions(partitions: Int) throws {
    let letters = Dataset.parallelize("abcdefghijklmnopqrstuvwxyz".map(String.init), partitions: partitions)
    #expect(try MemoryMachine().run(letters.reduce(+)) == "abcdefghijklmnopqrstuvwxyz")
  }

  @Test(arguments: [0, 1, 5, 99, 100, 101, 1_000])
  func takeGivesTheFirst(limit: Int) throws {
    for partitions in [1, 2, 7, 300] {
      let source = Dataset.range(0..<100, partitions: partitions)
      #expect(try MemoryMachine().run(source.take(limit)) == Array((0..<100).prefix(limit)))
    }
  }

  @Test func takeLooksNoFurtherThanItMust() throws {
    let machine = MemoryMachine()
    #expect(try machine.run(Dataset.range(0..<100, partitions: 10).take(15)) == Array(0..<15))
    #expect(machine.taskCount == 2)
    let endless = Dataset.range(0 ..< .max, partitions: 1).map { $0 * 2 }.flatMap { [$0, $0 + 1] }
    #expect(try machine.run(endless.take(3)) == [0, 1, 2])
    #expect(Dataset.range(0..<9).take(1).startsSmall && !Dataset.range(0..<9).collect().startsSmall)
  }

  @Test(arguments: [0, 1, 10, 500, 600])
  func topGivesTheLargestFirst(limit: Int) throws {
    var random = SeededRandom(seed: 51)
    let values = (0..<500).map { _ in Int.random(in: 0..<300, using: &random) }
    for partitions in [1, 2, 7] {
      let source = Dataset.parallelize(values, partitions: partitions)
      #expect(try MemoryMachine().run(source.top(limit)) == Array(values.sorted(by: >).prefix(limit)))
      let smallest = source.map { ("\($0)", $0) }.top(limit) { $0.1 > $1.1 }
      #expect(try MemoryMachine().run(smallest).map(\.1) == Array(values.sorted().prefix(limit)))
    }
  }

  @Test func elementsOfNothingAreCollectedAndReducedToo() throws {
    let nothings = Dataset.range(0..<5, partitions: 2).map { _ in () }
    #expect(try MemoryMachine().run(nothings.collect()).count == 5)
    #expect(try MemoryMachine().run(nothings.take(3)).count == 3)
    #expect(try MemoryMachine().run(nothings.reduce { _, _ in () }) != nil)
  }

  @Test func anOptionalIsNotTheLackOfAnElement() throws {
    let optionals = Dataset.parallelize([Int?.none, nil], partitions: 2)
    #expect(try MemoryMachine().run(optionals.collect()) == [nil, nil])
    #expect(try MemoryMachine().run(optionals.reduce { $1 ?? $0 }) == .some(.none))
  }

  @Test func eachPartitionIsSavedAsLines() throws {
    let machine = MemoryMachine()
    try machine.run(Dataset.range(0..<5, partitions: 2).saveAsTextFile("out"))
    #expect(machine.saved == ["out/0": "0\n1\n", "out/1": "2\n3\n4\n"])
    #expect(Dataset.range(0..<5).saveAsTextFile("out").output == FileOutput(path: "out"))
  }

  @Test func textsAndStringsAreSavedAsTheyAre() throws {
    let machine = MemoryMachine(files: ["in": "größe\r\n\nlast"])
    try machine.run(Dataset.lines(in: "in", partitions: 1).saveAsTextFile("texts"))
    try machine.run(Dataset.lines(in: "in", partitions: 1).map { String($0) }.saveAsTextFile("strings"))
    try machine.run(Dataset.parallelize([("a", 1)], partitions: 1).saveAsTextFile("pairs"))
    #expect(machine.saved == ["texts/0": "größe\n\nlast\n", "strings/0": "größe\n\nlast\n", "pairs/0": "(\"a\", 1)\n"])
  }

  @Test func manyLinesAreSavedInOrder() throws {
    let machine = MemoryMachine()
    try machine.run(Dataset.range(0..<100_000, partitions: 1).saveAsTextFile("out"))
    #expect(machine.saved["out/0"] == (0..<100_000).map { "\($0)\n" }.joined())
  }

  @Test func anEmptyPartitionIsSavedAsAnEmptyFile() throws {
    let machine = MemoryMachine()
    try machine.run(Dataset.range(0..<0, partitions: 2).saveAsTextFile("out"))
    #expect(machine.saved == ["out/0": "", "out/1": ""])
  }

  @Test func anElementThatCannotTravelIsNamedBeforeAnythingRuns() throws {
    let machine = MemoryMachine()
    let characters = Dataset.range(0..<5).map { _ in Character("a") }
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(characters.collect()) }
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(characters.take(1)) }
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(characters.top(1)) }
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(characters.reduce { $1 }) }
    #expect(machine.taskCount == 0)
    #expect(try machine.run(characters.count()) == 5)
  }
}
