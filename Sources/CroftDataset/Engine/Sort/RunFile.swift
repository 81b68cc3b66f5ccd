public import CroftProtocol

/// A file of sorted runs, as `RunWriter` leaves it. Keeps the bytes of its blocks.
@usableFromInline
final class RunFile {
  private let blocks: any BlockInput
  private let isShuffle: Bool

  /// - Parameter isShuffle: whether what is read of it counts as read from a shuffle.
  init(_ blocks: any BlockInput, isShuffle: Bool) {
    self.blocks = blocks
    self.isShuffle = isShuffle
  }

  /// The index of all runs.
  @usableFromInline
  func openIndex() throws -> ByteReader {
    guard blocks.blockCount > 0 else { throw MalformedBytes("a file of sorted runs without an index") }
    return ByteReader(try blocks.block(blocks.blockCount - 1), owner: self)
  }

  /// How many chunks a run has whose first one is `firstBlock`.
  @usableFromInline
  func readChunkCount(from index: inout ByteReader, _ firstBlock: Int) throws -> Int {
    let count = try index.readCount(minimumBytes: 1)
    guard count > 0, count < blocks.blockCount - firstBlock else {
      throw MalformedBytes("a run of \(count) chunks from block \(firstBlock) on of \(blocks.blockCount)")
    }
    return count
  }

  /// The records of a chunk.
  @usableFromInline
  func openChunk(_ block: Int, _ context: TaskContext) throws -> ByteReader {
    try context.checkCancellation()
    let bytes = try blocks.block(block)
    if isShuffle { context.metrics.shuffleReadBytes += UInt64(bytes.count) }
    return ByteReader(bytes, owner: self)
  }
}

extension TaskContext {
  /// What the map tasks of a sort wrote, in the order of their partitions.
  @usableFromInline
  func runFiles(of sort: LineageNode) throws -> [RunFile] {
    let outputs = try mapOutputs(of: sort)
    return try (0..<outputs.count).map { RunFile(try outputs.open($0), isShuffle: true) }
  }
}
