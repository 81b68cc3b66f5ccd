/// The format of a file of blocks: a map task's output, one block for each reducer; or a large result, one block.
///
/// A header, then the blocks. The header is the magic number, the version and the number of blocks, four bytes each;
/// offset, length and hash of each block, eight bytes each; and the hash of all that. Little-endian. Bump `version`
/// with every change: a file outlives the process that wrote it.
package enum BlockFile {
  package static let magic: UInt32 = 0x4B4C_4243  // "CBLK"
  package static let version: UInt32 = 1

  private static let fixedBytes = 12
  private static let entryBytes = 24
  private static let hashBytes = 8

  /// The header for blocks that follow it in this order without gaps.
  package static func header(lengthsAndHashes blocks: [(length: Int, hash: UInt64)]) -> [UInt8] {
    let headerLength = fixedBytes + entryBytes * blocks.count + hashBytes
    var writer = ByteWriter(capacity: headerLength)
    writer.append(magic)
    writer.append(version)
    writer.append(UInt32(blocks.count))
    var offset = headerLength
    for block in blocks {
      writer.append(UInt64(offset))
      writer.append(UInt64(block.length))
      writer.append(block.hash)
      offset += block.length
    }
    writer.append(StableHash.hash(writer.bytes))
    return writer.copy()
  }

  /// Finds a block in the bytes of a file and checks it.
  ///
  /// - Throws: `DamagedBlocks` when the file is not whole or the block's hash does not match.
  package static func block(_ index: Int, in file: UnsafeRawBufferPointer) throws(DamagedBlocks)
    -> UnsafeRawBufferPointer
  {
    let entry = try entry(index, in: file)
    guard entry.offset <= file.count, entry.length <= file.count - entry.offset else {
      throw DamagedBlocks("block \(index) ends beyond the file's \(file.count) bytes")
    }
    let block = UnsafeRawBufferPointer(rebasing: file[entry.offset..<entry.offset + entry.length])
    guard StableHash.hash(block) == entry.hash else { throw DamagedBlocks("the checksum of block \(index) differs") }
    return block
  }

  private static func entry(
    _ index: Int, in file: UnsafeRawBufferPointer
  ) throws(DamagedBlocks) -> (offset: Int, length: Int, hash: UInt64) {
    guard file.count >= fixedBytes, word(file, 0) == magic else { throw DamagedBlocks("it is not a file of blocks") }
    guard word(file, 4) == version else { throw DamagedBlocks("its version is \(word(file, 4)), not \(version)") }
    let count = Int(word(file, 8))
    let hashed = fixedBytes + entryBytes * count
    guard file.count >= hashed + hashBytes else { throw DamagedBlocks("it ends within its header") }
    guard StableHash.hash(UnsafeRawBufferPointer(rebasing: file[..<hashed])) == wide(file, hashed) else {
      throw DamagedBlocks("the checksum of its header differs")
    }
    guard index < count else { throw DamagedBlocks("it has \(count) blocks, so no block \(index)") }
    let start = fixedBytes + entryBytes * index
    return (
      Int(truncatingIfNeeded: wide(file, start)), Int(truncatingIfNeeded: wide(file, start + 8)), wide(file, start + 16)
    )
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
