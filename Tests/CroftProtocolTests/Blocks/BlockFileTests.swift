import CroftProtocol
import Testing

@Suite struct BlockFileTests {
  private static let blocks: [[UInt8]] = [Array(0..<40), [], [7], Array(repeating: 9, count: 100)]

  @Test func everyBlockIsReadAsItWasWritten() throws {
    let file = Self.file(Self.blocks)
    for (index, block) in Self.blocks.enumerated() { #expect(try Self.read(index, in: file) == block) }
  }

  @Test func fileWithoutBlocksHasNone() {
    #expect(throws: DamagedBlocks.self) { try Self.read(0, in: Self.file([])) }
  }

  @Test func blockBeyondTheLastIsDamage() {
    #expect(throws: DamagedBlocks.self) { try Self.read(4, in: Self.file(Self.blocks)) }
  }

  @Test func damageOfAnyByteIsFound() throws {
    let file = Self.file(Self.blocks)
    for position in file.indices {
      var damaged = file
      damaged[position] ^= 0x10
      // Damage in a block or its entry is that block's alone; damage of the trailer is everyone's.
      let trailer = file.count - 32..<file.count
      for (index, block) in Self.blocks.enumerated() {
        let start = trailer.lowerBound - 32 * (Self.blocks.count - index)
        let isHit =
          trailer.contains(position) || (start..<start + 32).contains(position)
          || Self.range(of: index).contains(position)
        if isHit {
          #expect(throws: DamagedBlocks.self) { try Self.read(index, in: damaged) }
        } else {
          #expect(try Self.read(index, in: damaged) == block)
        }
      }
    }
  }

  @Test func fileCutShortAnywhereIsFound() {
    let file = Self.file(Self.blocks)
    for length in 0..<file.count {
      #expect(throws: DamagedBlocks.self) { try Self.read(3, in: Array(file[..<length])) }
    }
  }

  private static func file(_ blocks: [[UInt8]]) -> [UInt8] {
    let entries = blocks.map { block in (length: block.count, hash: block.withUnsafeBytes { StableHash.hash($0) }) }
    return blocks.joined() + BlockFile.footer(lengthsAndHashes: entries)
  }

  private static func range(of index: Int) -> Range<Int> {
    let start = blocks[..<index].map(\.count).reduce(0, +)
    return start..<start + blocks[index].count
  }

  private static func read(_ index: Int, in file: [UInt8]) throws -> [UInt8] {
    try file.withUnsafeBytes { Array(try BlockFileIndex($0).block(index)) }
  }
}
