import Testing

@testable import CroftDataset

@Suite struct ZipWithIndexTests {
  @Test(arguments: [1, 2, 9, 60])
  func everyElementGetsItsPlace(partitions: Int) throws {
    let indexed = Dataset.range(0..<50, partitions: partitions).filter { $0 % 3 != 1 }.zipWithIndex()
    let expected = (0..<50).filter { $0 % 3 != 1 }
    let found = try MemoryMachine().run(indexed.collect())
    #expect(found.map(\.0) == expected)
    #expect(found.map(\.1) == Array(expected.indices))
  }

  @Test func placesCanBeCountedAfterAShuffleAndTwice() throws {
    let counts = Dataset.range(0..<30, partitions: 4).map { ($0 % 10, 1) }.reduceByKey(+, partitions: 3)
    let indexed = counts.zipWithIndex().filter { $0.1 % 2 == 0 }.zipWithIndex()
    let found = try MemoryMachine().run(indexed.collect())
    #expect(found.map(\.1) == Array(0..<5))
    #expect(found.map(\.0.1) == [0, 2, 4, 6, 8])
  }

  @Test func anEmptyDatasetHasNoPlaces() throws {
    #expect(try MemoryMachine().run(Dataset.range(0..<0, partitions: 3).zipWithIndex().count()) == 0)
    #expect(try MemoryMachine().run(Dataset<Int>.union([]).zipWithIndex().count()) == 0)
  }

  @Test func uniqueNumbersStepByTheNumberOfPartitions() throws {
    let numbered = try MemoryMachine().run(Dataset.range(0..<7, partitions: 3).zipWithUniqueID().collect())
    #expect(numbered.map(\.1) == [0, 3, 1, 4, 2, 5, 8])
  }
}
