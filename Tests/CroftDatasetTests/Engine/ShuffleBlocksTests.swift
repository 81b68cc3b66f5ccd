import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct ShuffleBlocksTests {
  @Test func everySegmentOfEveryMapIsReadAndEmptyBlocksArePassedOver() throws {
    let pairs = received { partition, output in
      for segment in 0..<3 {
        for reducer in 0..<2 { try append(segment == 1 ? 0 : 5, from: partition * 10 + reducer, to: output) }
      }
    }
    let found = try MemoryMachine().run(pairs.map { key, value in key &+ value }.glom().collect())
    #expect(found.map { $0.sorted() } == [expected(reducer: 0), expected(reducer: 1)])
  }

  @Test func aRecordThatIsCutShortIsAnError() throws {
    let pairs = received { _, output in
      let bytes = [UInt8](repeating: 1, count: 33)
      for _ in 0..<2 { try bytes.withUnsafeBytes { try output.append($0) } }
    }
    #expect(throws: MalformedBytes("33 bytes are no whole number of records of 16 bytes")) {
      try MemoryMachine().run(pairs.count())
    }
  }

  @Test func mapsThatWroteNothingGiveNothing() throws {
    #expect(try MemoryMachine().run(received { _, _ in }.count()) == 0)
  }

  /// The pairs of a shuffle into two partitions whose three map tasks write as they like.
  private func received(
    _ write: @escaping @Sendable (Int, any BlockOutput) throws -> Void
  ) -> Dataset<(Int, Int)> {
    let source = Dataset.range(0..<3, partitions: 3).map { ($0, $0) }
    let shuffle = LineageNode(
      shuffle: "written", of: (Int, Int).self, from: source.lineage, #fileID, #line, partitions: 2, key: nil,
      problem: nil, attachment: Exchange<Int, Int>()
    ) { _, _, partition, output in try write(partition, output) }
    return source.received(from: shuffle) { ($0, $1) }
  }

  private func append(_ count: Int, from first: Int, to output: any BlockOutput) throws {
    let numbers = (0..<count).flatMap { [first, $0] }
    try numbers.withUnsafeBytes { try output.append($0) }
  }

  private func expected(reducer: Int) -> [Int] {
    (0..<3).flatMap { map in (0..<2).flatMap { _ in (0..<5).map { map * 10 + reducer + $0 } } }.sorted()
  }
}
