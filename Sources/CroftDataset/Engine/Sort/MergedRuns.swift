public import CroftProtocol

/// Runs that were made from several others, in a spill file. They need no index: all of each is read.
@usableFromInline
final class MergedRuns {
  /// What the next record is appended to.
  @usableFromInline var chunk = ByteWriter(capacity: 0)
  private let context: TaskContext
  private let file: any SpillFile
  private let chunkBytes: Int
  /// Where the last record in the chunk begins.
  private var lastRecord = 0
  private var largestRecordBytes = 0
  private var largestChunkBytes = 0
  private var firstBlock = 0
  private var runs: [(blocks: Range<Int>, largestChunkBytes: Int, largestRecordBytes: Int)] = []

  /// - Parameter sources: whose chunks tell how large these are to be.
  @usableFromInline
  init<Key>(_ context: TaskContext, like sources: [RunPart<Key>]) throws {
    self.context = context
    file = try context.services.createSpill()
    chunkBytes = sources.reduce(0) { max($0, $1.largestChunkBytes) }
  }

  @usableFromInline var runCount: Int { runs.count }

  /// How many of the next runs to merge; nil when it is enough.
  ///
  /// - Parameters:
  ///   - waitingCount: how many there are that have not been merged.
  ///   - mergedCount: how many others have been made.
  @usableFromInline
  static func neighbours(of waitingCount: Int, merged mergedCount: Int, _ fanIn: Int) -> Int? {
    let excess = waitingCount + mergedCount - fanIn
    let count = min(fanIn, excess + 1, waitingCount)
    return count > 1 ? count : nil
  }

  /// Takes notice of a record in `chunk`. No chunk becomes larger than the sources' but for a record that is so itself.
  @usableFromInline
  func recordAppended() throws {
    if chunk.count > chunkBytes, lastRecord > 0 {
      try append(UnsafeRawBufferPointer(rebasing: chunk.bytes[..<lastRecord]))
      chunk.removeFirst(lastRecord)
      lastRecord = 0
    }
    largestRecordBytes = max(largestRecordBytes, chunk.count - lastRecord)
    lastRecord = chunk.count
  }

  @usableFromInline
  func endRun() throws {
    if chunk.count > 0 { try append(chunk.bytes) }
    chunk.removeAll()
    runs.append((firstBlock..<file.blockCount, largestChunkBytes, largestRecordBytes))
    firstBlock = file.blockCount
    (lastRecord, largestRecordBytes, largestChunkBytes) = (0, 0, 0)
  }

  /// Ends the writing.
  @usableFromInline
  func reopen<Key>() throws -> [RunPart<Key>] {
    let file = RunFile(try file.reopen(), isMapOutput: false)
    return runs.map { run in
      RunPart(
        wholeOf: RunIndex(
          file: file, blocks: run.blocks, largestChunkBytes: run.largestChunkBytes,
          largestRecordBytes: run.largestRecordBytes))
    }
  }

  private func append(_ block: UnsafeRawBufferPointer) throws {
    try file.append(block)
    largestChunkBytes = max(largestChunkBytes, block.count)
    context.metrics.spilledBytes += UInt64(block.count)
  }
}
