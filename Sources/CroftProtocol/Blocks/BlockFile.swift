/// The format of a file of blocks: a map task's output, one block for each reducer; or a large result, one block.
///
/// A header, then the blocks. The header is the magic number, the version and the number of blocks, four bytes each;
/// then for each block its offset, its length, its hash, and a hash of these and the header's first twelve bytes, eight
/// bytes each. Little-endian. A reader looks at its own entry alone, however many there are. Bump `version` with every
/// change: a file outlives the process that wrote it.
package enum BlockFile {
  package static let magic: UInt32 = 0x4B4C_4243  // "CBLK"
  package static let version: UInt32 = 1

  private static let fixedBytes = 12
  private static let entryBytes = 32

  /// The header for blocks that follow it in this order without gaps.
  package static func header(lengthsAndHashes blocks: [(length: Int, hash: UInt64)]) -> [UInt8] {
    let headerLength = fixedBytes + entryBytes * blocks.count
    var writer = ByteWriter(capacity: headerLength)
    writer.append(magic)
    writer.append(version)
    writer.append(UInt32(blocks.count))
    let fixed = StableHash.hash(writer.bytes)
    var offset = headerLength
    for block in blocks {
      let start = writer.count
      writer.append(UInt64(offset))
      writer.append(UInt64(block.length))
      writer.append(block.hash)
      writer.append(fixed ^ StableHash.hash(UnsafeRawBufferPointer(rebasing: writer.bytes[start...])))
      offset += block.length
    }
    return writer.copy()
  }

  /// Finds a block in the bytes of a file and checks it.
  ///
  /// - Throws: `DamagedBlocks` when the file is not whole or the block's hash does not match.
  package static func block(
    _ index: Int, in file: UnsafeRawBufferPointer
  ) throws(DamagedBlocks) -> UnsafeRawBufferPointer {
    let entry = try entry(index, in: file)
    guard entry.offset >= 0, entry.length >= 0, entry.offset <= file.count, entry.length <= file.count - entry.offset
    else { throw DamagedBlocks("block \(index) ends beyond the file's \(file.count) bytes") }
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
    guard index < count else { throw DamagedBlocks("it has \(count) blocks, so no block \(index)") }
    let start = fixedBytes + entryBytes * index
    guard file.count >= start + entryBytes else { throw DamagedBlocks("it ends within its header") }
    let hash = hash(file, 0, fixedBytes) ^ hash(file, start, entryBytes - 8)
    guard hash == wide(file, start + 24) else { throw DamagedBlocks("the checksum of its header differs") }
    return (
      Int(truncatingIfNeeded: wide(file, start)), Int(truncatingIfNeeded: wide(file, start + 8)), wide(file, start + 16)
    )
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
