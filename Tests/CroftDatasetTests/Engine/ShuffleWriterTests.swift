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

  @Test func aSegmentEndsWhereNoMoreMemoryIsToBeHad() throws {
    let output = MemoryBlocks()
    let writer = ShuffleWriter(to: output, reducerCount: 4, memory: LimitedMemory(bytes: 0))
    let records = PairRecords<Int, Int>()
    for number in 0..<60_000 { try records.write(number % 1_000, number, to: writer) }
    try writer.finish()
    #expect(output.blockCount % 4 == 0)
    #expect(output.blockCount >= 60_000 * 16 / ShuffleWriter.smallestAllowance * 4)
    var found: [Int: [Int]] = [:]
    var isInPlace = true
    for block in 0..<output.blockCount {
      var reader = ByteReader(output.block(block))
      try records.readAll(&reader) { key, number in
        isInPlace = try isInPlace && writer.reducer(of: key, records.key.codec) == block % 4
        found[key, default: []].append(number)
      }
    }
    #expect(isInPlace)
    for key in 0..<1_000 { #expect(found[key] == Array(stride(from: key, to: 60_000, by: 1_000))) }
  }

  @Test func aRecordLargerThanTheMemoryIsWritten() throws {
    let output = MemoryBlocks()
    let writer = ShuffleWriter(to: output, reducerCount: 2, memory: LimitedMemory(bytes: 0))
    let records = PairRecords<Int, [Int]>()
    let large = Array(0..<300_000)
    for key in 0..<3 { try records.write(key, large, to: writer, key % 2) }
    try writer.finish()
    var found: [Int: [Int]] = [:]
    for block in 0..<output.blockCount {
      var reader = ByteReader(output.block(block))
      try records.readAll(&reader) { found[$0] = $1 }
    }
    #expect(found == [0: large, 1: large, 2: large])
  }

  @Test func memoryIsGivenBackAtTheEnd() throws {
    let memory = LimitedMemory(bytes: 4 << 20)
    let writer = ShuffleWriter(to: MemoryBlocks(), reducerCount: 3, memory: memory)
    let records = PairRecords<Int, Int>()
    for number in 0..<100_000 { try records.write(number, number, to: writer) }
    #expect(!memory.reserve(4 << 20))
    try writer.finish()
    #expect(memory.reserve(4 << 20))
  }

  private func write<Key: Hashable & Sendable>(_ pairs: [(Key, Int)], reducerCount: Int) throws -> [[(Key, Int)]] {
    let records = PairRecords<Key, Int>()
    let output = MemoryBlocks()
    let writer = ShuffleWriter(to: output, reducerCount: reducerCount, memory: nil)
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
