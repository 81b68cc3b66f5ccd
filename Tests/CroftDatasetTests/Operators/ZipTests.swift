import Testing

@testable import CroftDataset

@Suite struct ZipTests {
  @Test(arguments: [1, 3, 8])
  func elementsMeetByPlace(partitions: Int) throws {
    let numbers = Dataset.range(0..<50, partitions: partitions)
    let zipped = try MemoryMachine().run(numbers.zip(numbers.map { "\($0)" }).collect())
    #expect(zipped.map(\.0) == Array(0..<50))
    #expect(zipped.map(\.1) == (0..<50).map { "\($0)" })
  }

  @Test func waitingElementsGoToAFileWhenMemoryIsShort() throws {
    let machine = MemoryMachine(memoryBytes: 1000)
    let numbers = Dataset.range(0..<300_000, partitions: 2)
    let wrong = numbers.map { $0 * 7 }.zip(numbers.map { Text("\($0 * 7)") }).filter { String($1) != "\($0)" }
    #expect(try machine.run(wrong.count()) == 0)
    #expect(machine.spillCount == 2)
  }

  @Test(arguments: [9, 11])
  func unequalLengthsAreAnErrorThatNamesThePartition(length: Int) throws {
    let other = Dataset.range(0..<2, partitions: 2).flatMap { $0 == 0 ? 0..<5 : 0..<length - 5 }
    let error = #expect(throws: UnequalLengths.self) {
      try MemoryMachine().run(Dataset.range(0..<10, partitions: 2).zip(other).count())
    }
    #expect(error?.partition == 1)
    #expect(error?.otherCount == length - 5)
    let has = length == 9 ? "more than 4" : "only 5"
    #expect("\(try #require(error))".contains("has \(has) elements where the dataset to zip it with has \(length - 5)"))
  }

  @Test func unequalNumbersOfPartitionsAreRefusedBeforeAnythingRuns() {
    let machine = MemoryMachine()
    let source = Dataset.range(0..<10, partitions: 2)
    #expect(throws: OperatorProblem.self) { try machine.run(source.zip(source.coalesce(1)).count()) }
    #expect(throws: OperatorProblem.self) {
      try machine.run(source.zipPartitions(source.coalesce(1)) { $0 + $1 }.count())
    }
    #expect(machine.taskCount == 0)
  }

  @Test func elementsThatCannotBeWrittenAreRefused() {
    struct Opaque: Sendable {}
    let source = Dataset.range(0..<10, partitions: 2)
    #expect(throws: UnsupportedRecord.self) {
      try MemoryMachine().run(source.zip(source.map { _ in Opaque() }).count())
    }
  }

  @Test func zipPartitionsMayBeUnequallyLong() throws {
    let numbers = Dataset.range(0..<7, partitions: 2)
    let words = Dataset.parallelize(["a", "b", "c"], partitions: 2)
    let counts = numbers.zipPartitions(words) { ["\($0.count) \($1.joined())"] }
    #expect(try MemoryMachine().run(counts.collect()) == ["3 a", "4 bc"])
  }
}
