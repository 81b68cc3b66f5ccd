import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct ShuffleWriterTests {
  @Test(arguments: [1, 2, 7, 1000])
  func everyRecordIsInExactlyOneBlock(reducerCount: Int) throws {
    let pairs = (0..<3_000).map { ("key \($0 % 1_700)", $0) }
    let blocks = try write(pairs, reducerCount: reducerCount)
    #expect(blocks.count == reducerCount)
    #expect(blocks.joined().map(\.1).sorted() == Array(0..<3_000))
    for pair in blocks.joined() { #expect(pair.0 == pairs[pair.1].0) }
  }

  @Test func equalKeysMeetInOneBlockInTheOrderTheyWereWritten() throws {
    for block in try write((0..<1_000).map { ($0 % 40, $0) }, reducerCount: 7) {
      for key in Set(block.map(\.0)) {
        #expect(block.filter { $0.0 == key }.map(\.1) == (0..<1_000).filter { $0 % 40 == key })
      }
    }
  }

  @Test func equalKeysWithDifferentBytesMeetToo() throws {
    let blocks = try write([("caf\u{E9}", 1), ("cafe\u{301}", 2)], reducerCount: 100)
    #expect(blocks.filter { !$0.isEmpty }.map { $0.map(\.1) } == [[1, 2]])
  }

  @Test func keysSpreadOverTheReducers() throws {
    let sizes = try write((0..<8_000).map { ($0, 0) }, reducerCount: 8).map(\.count)
    #expect(sizes.allSatisfy { (800...1_200).contains($0) }, "\(sizes)")
  }

  private func write<Key: Sendable>(_ pairs: [(Key, Int)], reducerCount: Int) throws -> [[(Key, Int)]] {
    let records = PairRecords<Key, Int>()
    let output = MemoryBlocks()
    let writer = ShuffleWriter(to: output, reducerCount: reducerCount)
    for (key, value) in pairs { try records.write(key, value, to: writer) }
    try writer.finish()
    return try (0..<output.blockCount).map { reducer in
      var reader = ByteReader(output.block(reducer))
      var block: [(Key, Int)] = []
      while !reader.isAtEnd { block.append(try records.read(from: &reader)) }
      return block
    }
  }
}
