public import CroftProtocol

/// Writes sorted runs to a file of blocks, each run as chunks, and at the end an index of them all.
///
/// A chunk is a block of records, one after another. The index is the last block: for each run the number of its
/// chunks, then for each chunk the number of its records and its first key, then the run's last key.
@usableFromInline
final class RunWriter {
  private let output: any BlockOutput
  private let chunksPerRun: Int
  private let seed: Int
  private var index = ByteWriter(capacity: 1024)
  private var chunk = ByteWriter(capacity: 0)
  private var runCount = 0
  private let count: (_ writtenBytes: Int) -> Void

  /// Large enough that a chunk's own cost doesn't show, small enough that a reader loses little by one of which it
  /// needs a part.
  private static let mostChunkBytes = 256 << 10

  /// - Parameters:
  ///   - chunksPerRun: how many to make at least, if there are records enough.
  ///   - seed: something that is different in every task of a stage.
  ///   - count: is told of every block.
  init(
    to output: any BlockOutput, chunksPerRun: Int, seed: Int, count: @escaping (_ writtenBytes: Int) -> Void = { _ in }
  ) {
    self.count = count
    self.output = output
    self.chunksPerRun = chunksPerRun
    self.seed = seed
  }

  /// Writes the sorted records of a buffer, which are not none.
  ///
  /// - Parameters:
  ///   - counted: whether each record's length is written before it.
  ///   - writeKey: encodes the key of a record.
  @usableFromInline
  func write(
    _ buffer: RunBuffer, counted: Bool, _ context: TaskContext,
    writeKey: (PlacedRecord, inout ByteWriter) throws -> Void
  ) throws {
    let chunks = chunkEnds(of: buffer)
    index.appendVariable(chunks.count)
    var start = 0
    for end in chunks {
      try context.checkCancellation()
      index.appendVariable(end - start)
      try writeKey(buffer.entries[start].record, &index)
      buffer.copy(start..<end, to: &chunk, counted: counted)
      try output.append(chunk.bytes)
      count(chunk.count)
      chunk.removeAll()
      start = end
    }
    try writeKey(buffer.entries[buffer.count - 1].record, &index)
    runCount += 1
  }

  @usableFromInline
  func finish() throws { try output.append(index.bytes) }

  /// Where each chunk ends. All have about as many bytes, but for the first one, which is shorter by a share of its own
  /// in every run: so the first keys of many alike runs are not all at the same places in the order, and tell more.
  private func chunkEnds(of buffer: RunBuffer) -> [Int] {
    let wanted = min(Self.mostChunkBytes, max(1, buffer.recordBytes / chunksPerRun))
    let turn = UInt64(truncatingIfNeeded: seed &+ runCount) &* 0x9E37_79B9_7F4A_7C15  // 2^64 by the golden ratio.
    var limit = Int(wanted.multipliedFullWidth(by: Int(turn >> 1)).high) * 2
    var ends: [Int] = []
    var bytes = 0
    for entry in 0..<buffer.count {
      bytes += buffer.entries[entry].record.bytes.count
      guard bytes >= limit else { continue }
      ends.append(entry + 1)
      bytes = 0
      limit = wanted
    }
    if ends.last != buffer.count { ends.append(buffer.count) }
    return ends
  }
}
