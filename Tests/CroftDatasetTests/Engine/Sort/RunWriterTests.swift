import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct RunWriterTests {
  @Test(arguments: [4, 1_000, 4_000])
  func indexesAreShortHoweverLongTheKeys(keyBytes: Int) throws {
    let (file, runs, _) = try Self.write(keyBytes: keyBytes)
    #expect(runs.count > 1)
    #expect(runs.first?.blocks.lowerBound == 0)
    #expect(runs.last.map { $0.blocks.upperBound + 1 } == file.blockCount)
    for run in runs {
      let runBytes = run.blocks.reduce(0) { $0 + file.block($1).count }
      #expect(file.block(run.blocks.upperBound).count <= runBytes / 16 + (16 << 10) + 10 * (keyBytes + 16))
      #expect(run.largestChunkBytes == run.blocks.map { file.block($0).count }.max())
    }
  }

  @Test(arguments: [4, 1_000, 30_000])
  func indexesNameTheFirstKeyOfTheirStretchesAndTheLastOne(keyBytes: Int) throws {
    let (file, runs, order) = try Self.write(keyBytes: keyBytes)
    for run in runs {
      var keys: [Text] = []
      try run.forEachEntry(order) { entry in
        keys.append(Text(String(entry.key.key)))
        guard entry.block < run.blocks.upperBound else { return }
        var reader = ByteReader(file.block(entry.block))
        let first = try order.records.readElement(from: &reader)
        #expect(String(first) == String(entry.key.key))
      }
      #expect(keys == keys.sorted())
      var reader = ByteReader(file.block(run.blocks.upperBound - 1))
      var last = Text("")
      while !reader.isAtEnd { last = try order.records.readElement(from: &reader) }
      #expect(keys.last.map(String.init) == String(last))
    }
  }

  @Test func aDamagedIndexIsAnErrorAndNoTrap() throws {
    let damaged: [[UInt8]] = [
      [], [0], [200, 1, 9, 9], [1, 1, 1], [1, 1, 1, 0, 9], [1, 1, 1, 0, 255, 255, 255, 255, 15, 0],
    ]
    for bytes in damaged {
      let file = MemoryBlocks()
      [UInt8](repeating: 0, count: 8).withUnsafeBytes { file.append($0) }
      bytes.withUnsafeBytes { file.append($0) }
      let order = Self.order()
      #expect(throws: MalformedBytes.self) {
        for run in try RunFile(file, isMapOutput: false).runs() { try run.forEachEntry(order) { _ in } }
      }
    }
  }

  @Test func aDamagedSampleIsAnErrorAndNoTrap() throws {
    let tooMany: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]
    for bytes in [[], [0], tooMany, [1, 9], [1, 200]] {
      let file = MemoryBlocks()
      bytes.withUnsafeBytes { file.append($0) }
      #expect(throws: MalformedBytes.self) {
        try RunFile(file, isMapOutput: true).forEachSample(Self.order()) { _, _, _ in }
      }
    }
  }

  /// Sorts texts of about so many bytes with little memory.
  private static func write(
    keyBytes: Int
  ) throws -> (file: MemoryBlocks, runs: [RunIndex], order: SortOrder<Text, Text>) {
    let file = MemoryBlocks()
    let node = LineageNode(
      narrow: "test", of: Int.self, from: Dataset.range(0..<1, partitions: 1).lineage, #fileID, #line)
    let probe = Dataset<Int>(lineage: node) { _, context, _, _ in
      var random = SeededRandom(seed: 51)
      let runs = SortedRuns(order(), context) { RunWriter(to: file, chunksPerRun: 4) }
      for _ in 0..<1_000 {
        try runs.append(Text("\(random.below(100_000))" + String(repeating: "x", count: keyBytes)))
      }
      try runs.finish()
    }
    _ = try MemoryMachine(memoryBytes: 400 * (keyBytes + 100)).run(probe.count())
    return (file, try RunFile(file, isMapOutput: false).runs(), order())
  }

  private static func order() -> SortOrder<Text, Text> {
    SortOrder(SortRecords(.ascending), key: { $0 }, precedes: { $0 < $1 })
  }
}
