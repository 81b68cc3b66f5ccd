/// The format of a file of blocks: a map task's output, what a task spilled, a large result.
///
/// The blocks come first, one after another, so that a writer never has to know the next one; then an entry for each
/// block (its offset, its length, its hash, and a hash of these three and the trailer, eight bytes each); then the
/// trailer: the magic number and the version, four bytes each, the number of blocks, the offset of the entries, and a
/// hash of these, eight bytes each. Little-endian. A reader looks at its own entries alone, however many there are.
/// Bump `version` with every change: a file outlives the process that wrote it.
package enum BlockFile {
  package static let magic: UInt32 = 0x4B4C_4243  // "CBLK"
  package static let version: UInt32 = 3

  static let entryBytes = 32
  static let trailerBytes = 32

  /// What follows the blocks that were written one after another from the file's first byte.
  package static func footer(lengthsAndHashes blocks: [(length: Int, hash: UInt64)]) -> [UInt8] {
    let entriesOffset = blocks.reduce(0) { $0 + $1.length }
    var trailer = ByteWriter(capacity: trailerBytes)
    trailer.append(magic)
    trailer.append(version)
    trailer.append(UInt64(blocks.count))
    trailer.append(UInt64(entriesOffset))
    let trailerHash = StableHash.hash(trailer.bytes)
    trailer.append(trailerHash)
    var writer = ByteWriter(capacity: entryBytes * blocks.count + trailerBytes)
    var offset = 0
    for block in blocks {
      let start = writer.count
      writer.append(UInt64(offset))
      writer.append(UInt64(block.length))
      writer.append(block.hash)
      writer.append(trailerHash ^ StableHash.hash(UnsafeRawBufferPointer(rebasing: writer.bytes[start...])))
      offset += block.length
    }
    writer.append(trailer.bytes)
    return writer.copy()
  }
}

/// Finds blocks in the bytes of a file.
package struct BlockFileIndex: Sendable {
  nonisolated(unsafe) private let file: UnsafeRawBufferPointer  // Never written to; whoever made the index keeps it.
  private let entriesOffset: Int
  private let trailerHash: UInt64
  package let blockCount: Int

  /// - Parameter file: has to stay as long as the index and the blocks that it gives.
  /// - Throws: `DamagedBlocks` when this is not a whole file of blocks.
  package init(_ file: UnsafeRawBufferPointer) throws(DamagedBlocks) {
    self.file = file
    let start = file.count - BlockFile.trailerBytes
    guard start >= 0, Self.word(file, start) == BlockFile.magic else { throw DamagedBlocks("it does not end as one") }
    let version = Self.word(file, start + 4)
    guard version == BlockFile.version else {
      throw DamagedBlocks("its version is \(version), not \(BlockFile.version)")
    }
    trailerHash = Self.wide(file, start + 24)
    guard Self.hash(file, start, 24) == trailerHash else { throw DamagedBlocks("the checksum of its trailer differs") }
    blockCount = Int(truncatingIfNeeded: Self.wide(file, start + 8))
    entriesOffset = Int(truncatingIfNeeded: Self.wide(file, start + 16))
    guard (0...start / BlockFile.entryBytes).contains(blockCount),
      entriesOffset == start - blockCount * BlockFile.entryBytes
    else { throw DamagedBlocks("it has \(file.count) bytes, which do not hold \(blockCount) blocks") }
  }

  /// A block, its checksum checked.
  ///
  /// - Parameter willRead: is told where the block lies before any of its bytes is read.
  /// - Throws: `DamagedBlocks` when there is no such block, or its hash does not match.
  package func block(
    _ index: Int, willRead: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(DamagedBlocks) -> UnsafeRawBufferPointer {
    guard (0..<blockCount).contains(index) else {
      throw DamagedBlocks("it has \(blockCount) blocks, so no block \(index)")
    }
    let entry = entriesOffset + index * BlockFile.entryBytes
    guard trailerHash ^ Self.hash(file, entry, 24) == Self.wide(file, entry + 24) else {
      throw DamagedBlocks("the checksum of the entry of block \(index) differs")
    }
    let offset = Int(truncatingIfNeeded: Self.wide(file, entry))
    let length = Int(truncatingIfNeeded: Self.wide(file, entry + 8))
    guard offset >= 0, length >= 0, offset <= entriesOffset, length <= entriesOffset - offset else {
      throw DamagedBlocks("block \(index) ends beyond the blocks' \(entriesOffset) bytes")
    }
    let block = UnsafeRawBufferPointer(rebasing: file[offset..<offset + length])
    willRead(block)
    guard StableHash.hash(block) == Self.wide(file, entry + 16) else {
      throw DamagedBlocks("the checksum of block \(index) differs")
    }
    return block
  }

  private static func hash(_ file: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UInt64 {
    StableHash.hash(UnsafeRawBufferPointer(rebasing: file[start..<start + count]))
  }

  private static func word(_ file: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: file.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  private static func wide(_ file: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: file.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

/// A file of blocks that can't be trusted.
package struct DamagedBlocks: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
