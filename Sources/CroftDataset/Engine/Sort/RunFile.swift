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

  /// The runs in the order in which they were written. Each one's index says where it begins, so they are found from
  /// the last to the first.
  @usableFromInline
  func runs() throws -> [RunIndex] {
    var runs: [RunIndex] = []
    var end = blocks.blockCount
    while end > 0 {
      end -= 1
      var index = try openBlock(end)
      let run = try readRun(from: &index, endingAt: end)
      runs.append(run)
      end = run.blocks.lowerBound
    }
    runs.reverse()
    return runs
  }

  /// The entries of a run's index.
  @usableFromInline
  func openIndex(of run: RunIndex) throws -> ByteReader {
    var index = try openBlock(run.blocks.upperBound)
    _ = try readRun(from: &index, endingAt: run.blocks.upperBound)
    return index
  }

  /// The records of a chunk.
  @usableFromInline
  func openChunk(_ block: Int, _ context: TaskContext) throws -> ByteReader {
    try context.checkCancellation()
    let bytes = try openBlock(block)
    if isShuffle { context.metrics.shuffleReadBytes += UInt64(bytes.remaining) }
    return bytes
  }

  private func openBlock(_ block: Int) throws -> ByteReader { ByteReader(try blocks.block(block), owner: self) }

  private func readRun(from index: inout ByteReader, endingAt end: Int) throws -> RunIndex {
    let chunks = try index.readVariableInt()
    let (chunkBytes, recordBytes) = (try index.readVariableInt(), try index.readVariableInt())
    guard chunks > 0, chunks <= end, chunkBytes >= 0, recordBytes >= 0 else {
      throw MalformedBytes("a run of \(chunks) chunks of \(chunkBytes) bytes that ends at block \(end)")
    }
    return RunIndex(
      file: self, blocks: end - chunks..<end, largestChunkBytes: chunkBytes, largestRecordBytes: recordBytes)
  }
}

extension TaskContext {
  /// What the map tasks of a sort wrote, in the order of their partitions.
  @usableFromInline
  func runs(of sort: LineageNode) throws -> [RunIndex] {
    let outputs = try mapOutputs(of: sort)
    return try (0..<outputs.count).flatMap { try RunFile(try outputs.open($0), isShuffle: true).runs() }
  }
}
