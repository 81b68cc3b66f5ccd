import Testing

@testable import CroftDataset

@Suite struct LocalIteratorTests {
  @Test(arguments: [1, 2, 7, 300])
  func elementsComeInTheOrderOfThePartitions(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions)
    #expect(Array(try MemoryMachine().run(source.toLocalIterator())) == Array(0..<100))
    #expect(Array(try MemoryMachine().run(source.filter { $0 > 90 }.toLocalIterator())) == Array(91..<100))
    #expect(Array(try MemoryMachine().run(source.filter { $0 < 0 }.toLocalIterator())).isEmpty)
  }

  @Test func largePartitionsGoThroughFiles() throws {
    let machine = MemoryMachine()
    let strings = Dataset.range(0..<50_000, partitions: 3).map { "element number \($0)" }
    let iterator = try machine.run(strings.toLocalIterator())
    #expect(machine.results.fileCount == 3)
    #expect(iterator.elementsEqual((0..<50_000).lazy.map { "element number \($0)" }))
  }

  /// Texts are views of what they were read from, which must not go before them.
  @Test func textsOutliveTheirPartition() throws {
    let lines = (0..<50_000).map { "line \($0)" }
    let machine = MemoryMachine(files: ["in": lines.joined(separator: "\n")])
    for partitions in [1, 1_000] {
      let texts = Array(try machine.run(Dataset.lines(in: "in", partitions: partitions).toLocalIterator()))
      #expect(texts.map { String($0) } == lines)
    }
  }

  @Test func whatTheDriverMustNotHoldIsKeptInItsStore() throws {
    let machine = MemoryMachine()
    let large = Dataset.range(0..<100, partitions: 100).map { String(repeating: "\($0 % 10)", count: 200_000) }
    let iterator = try machine.run(large.toLocalIterator())
    #expect(machine.results.keptCount == 17)
    #expect(machine.results.fileCount == 0)
    #expect(iterator.enumerated().allSatisfy { $1 == String(repeating: "\($0 % 10)", count: 200_000) })
  }

  @Test func aSecondLoopGoesOnWithTheNextPartition() throws {
    let iterator = try MemoryMachine().run(Dataset.range(0..<9, partitions: 3).toLocalIterator())
    #expect(Array(iterator.prefix(2)) == [0, 1])
    #expect(Array(iterator) == Array(3..<9))
    #expect(Array(iterator).isEmpty)
  }

  @Test func whatCannotBeReadAgainIsAnError() throws {
    let iterator = try MemoryMachine().run(
      Dataset.range(0..<3, partitions: 1).map { Fickle(value: $0) }.toLocalIterator())
    var elements = iterator.makeIterator()
    #expect(throws: Fickle.Refusal.self) { _ = try elements.nextElement() }
  }

  /// Writes what it refuses to read.
  private struct Fickle: Codable {
    struct Refusal: Error {}
    let value: Int

    init(value: Int) { self.value = value }
    init(from decoder: any Decoder) throws { throw Refusal() }
  }
}
