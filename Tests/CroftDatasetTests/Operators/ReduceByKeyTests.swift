import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct ReduceByKeyTests {
  @Test(arguments: [nil, 1, 2, 7])
  func itCountsWhatADictionaryCounts(partitions: Int?) throws {
    var random = SeededRandom(seed: 41)
    let words = (0..<5_000).map { _ in "word \(Int.random(in: 0..<300, using: &random))" }
    for inputPartitions in [1, 2, 7] {
      let counts = Dataset.parallelize(words, partitions: inputPartitions).map { ($0, 1) }
        .reduceByKey(+, partitions: partitions)
      let found = Dictionary(uniqueKeysWithValues: try MemoryMachine().run(counts.collect()))
      #expect(found == Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +))
    }
  }

  @Test(arguments: [1, 2, 7])
  func wordsOfFilesAreCounted(partitions: Int) throws {
    let text = "the cat and the dog\nand the bird\r\n\nthe end"
    let machine = MemoryMachine(parallelism: partitions, files: ["in": text])
    let counts = try machine.run(Words(input: "in").body).map { "\($0.0) \($0.1)" }
    #expect(counts.prefix(2) == ["the 4", "and 2"])
    #expect(counts.sorted() == ["and 2", "bird 1", "cat 1", "dog 1", "end 1", "the 4"])
  }

  @Test(arguments: [1, 2, 7])
  func equalKeysWithDifferentBytesAreOne(partitions: Int) throws {
    let zeros = Dataset.parallelize([(0.0, 1), (-0.0, 2), (1.5, 3)], partitions: 3).reduceByKey(
      +, partitions: partitions)
    #expect(try MemoryMachine().run(zeros.collect()).map(\.1).sorted() == [3, 3])
    let names = Dataset.parallelize([("caf\u{E9}", 1), ("cafe\u{301}", 2)], partitions: 2)
      .reduceByKey(+, partitions: partitions)
    #expect(try MemoryMachine().run(names.collect()).map(\.1) == [3])
    let sets = Dataset.parallelize((0..<20).map { (Set([$0 % 5, 7, 8, 9]), 1) }, partitions: 4)
      .reduceByKey(+, partitions: partitions)
    #expect(try MemoryMachine().run(sets.collect()).map(\.1) == [4, 4, 4, 4, 4])
  }

  @Test(arguments: [1, 2, 7])
  func shufflesFollowOnEachOther(partitions: Int) throws {
    let counts = Dataset.range(0..<1_000).map { ($0 % 37, 1) }.reduceByKey(+, partitions: partitions)
    let sizes = counts.map { ($0.1, [$0.0]) }.reduceByKey(+).map { ($0.0, $0.1.sorted()) }
    let found = try MemoryMachine().run(sizes.collect()).sorted { $0.0 < $1.0 }
    #expect(found.map(\.0) == [27, 28])
    #expect(found.map(\.1) == [Array(1..<37), [0]])
  }

  @Test func keysAndValuesOfEveryKindCrossTheShuffle() throws {
    let points = Dataset.range(0..<100, partitions: 4)
      .map { (RecordCodecTests.Point(x: $0 % 3, label: $0 % 2 == 0 ? nil : "odd"), [("n", Double($0))]) }
      .reduceByKey(+)
    let found = try MemoryMachine().run(points.collect())
    #expect(found.count == 6)
    for (point, values) in found {
      let expected = (0..<100).filter { $0 % 3 == point.x && ($0 % 2 == 0) == (point.label == nil) }.map(Double.init)
      #expect(values.map(\.1).sorted() == expected)
    }
  }

  @Test func aKeyThatCannotTravelIsNamedBeforeAnythingRuns() {
    let machine = MemoryMachine()
    let counts = Dataset.parallelize([1]).map { _ in (Character("a"), 1) }.reduceByKey(+)
    #expect(throws: UnsupportedRecord(typeName: "Character")) { try machine.run(counts.count()) }
    #expect(machine.taskCount == 0)
  }
}
