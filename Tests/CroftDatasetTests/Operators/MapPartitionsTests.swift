import Testing

@testable import CroftDataset

@Suite struct MapPartitionsTests {
  private struct Broken: Error {}

  @Test func mapPartitionsWithIndexIsToldThePartition() throws {
    let source = Dataset.range(0..<7, partitions: 3)
    let sums = source.mapPartitionsWithIndex { [($0, $1.reduce(0, +))] }
    #expect(
      try MemoryMachine().run(sums.collect()).map { [$0.0, $0.1] } == [[0, 0 + 1], [1, 2 + 3], [2, 4 + 5 + 6]])
  }

  @Test func stateLivesAsLongAsAPartition() throws {
    let running = Dataset.range(1..<7, partitions: 2)
      .mapPartitions(settingUp: { $0 * 100 }) { sum, number, emit in
        sum += number
        try emit(sum)
      }
    #expect(try MemoryMachine().run(running.collect()) == [1, 3, 6, 104, 109, 115])
  }

  @Test func aPartitionsEndHasTheLastWord() throws {
    let pairs = Dataset.parallelize(["a", "b", "c"], partitions: 4)
      .mapPartitions(settingUp: { _ in [String]() }) { (seen, word: String, _: (String) throws -> Void) in
        seen.append(word)
      } atEnd: { seen, emit in
        try emit(seen.joined() + ".")
      }
    #expect(try MemoryMachine().run(pairs.collect()) == [".", "a.", "b.", "c."])
  }

  @Test func whatIsThrownWithinAPartitionKeepsItsEndFromBeingCalled() {
    let ended = Dataset.range(0..<4, partitions: 1)
      .mapPartitions(settingUp: { _ in }) { (_, number: Int, emit: (Int) throws -> Void) in
        if number == 2 { throw Broken() }
        try emit(number)
      } atEnd: { _, _ in
        Issue.record("the partition did not end")
      }
    #expect(throws: Broken.self) { try MemoryMachine().run(ended.count()) }
  }

  @Test func glomKeepsPartitionsApart() throws {
    let source = Dataset.parallelize(["a", "b", "c"], partitions: 4)
    #expect(try MemoryMachine().run(source.glom().collect()) == [[], ["a"], ["b"], ["c"]])
  }
}
