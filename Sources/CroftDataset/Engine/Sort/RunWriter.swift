public import CroftProtocol

/// Writes sorted runs to a file of blocks, one after another: of each first its chunks, which are blocks of records,
/// then its index. After the last one, in a map output, comes a sample of the keys of all.
@usableFromInline
final class RunWriter {
  private let output: any BlockOutput
  private let chunksPerRun: Int
  private var chunk = ByteWriter(capacity: 0)
  private let count: (_ writtenBytes: Int) -> Void

  /// Large enough that a chunk's own cost doesn't show, small enough that a reader loses little by one of which it
  /// needs a part.
  private static let mostChunkBytes = 256 << 10

  /// Who merges holds a chunk of every run. Where runs are short because memory is, chunks are short too, so that as
  /// much memory as a run took is enough to merge so many...
  private static let fewestChunks = 256
  /// ...but below this, fetching each chunk by itself costs more than another pass.
  private static let leastChunkBytes = 16 << 10

  /// - Parameters:
  ///   - chunksPerRun: how many to make at least, if there are records enough.
  ///   - count: is told of every block.
  init(to output: any BlockOutput, chunksPerRun: Int, count: @escaping (_ writtenBytes: Int) -> Void = { _ in }) {
    self.count = count
    self.output = output
    self.chunksPerRun = chunksPerRun
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
    let (chunks, largestRecordBytes) = chunkEnds(of: buffer)
    var index = RunIndexWriter(runBytes: buffer.recordBytes)
    var start = 0
    for end in chunks {
      try context.checkCancellation()
      if index.isKeyDue { try index.appendKey { try writeKey(buffer.entries[start].record, &$0) } }
      buffer.copy(start..<end, to: &chunk, counted: counted)
      try append(chunk.bytes)
      index.addChunk(bytes: chunk.count)
      chunk.removeAll()
      start = end
    }
    try index.appendKey { try writeKey(buffer.entries[buffer.count - 1].record, &$0) }
    let encoded = index.encoded(largestRecordBytes: largestRecordBytes)
    try append(encoded.bytes)
  }

  /// Ends a map output.
  @usableFromInline
  func write(_ sample: KeySampler) throws {
    let encoded = sample.encoded()
    try append(encoded.bytes)
  }

  private func append(_ block: UnsafeRawBufferPointer) throws {
    try output.append(block)
    count(block.count)
  }

  /// Where each chunk ends. All have about as many bytes.
  private func chunkEnds(of buffer: RunBuffer) -> (ends: [Int], largestRecordBytes: Int) {
    let bearable = max(Self.leastChunkBytes, buffer.recordBytes / Self.fewestChunks)
    let wanted = min(Self.mostChunkBytes, bearable, max(1, buffer.recordBytes / chunksPerRun))
    var ends: [Int] = []
    var (bytes, largestRecordBytes) = (0, 0)
    for entry in 0..<buffer.count {
      let recordBytes = buffer.entries[entry].record.bytes.count
      bytes += recordBytes
      largestRecordBytes = max(largestRecordBytes, recordBytes)
      guard bytes >= wanted else { continue }
      ends.append(entry + 1)
      bytes = 0
    }
    if ends.last != buffer.count { ends.append(buffer.count) }
    return (ends, largestRecordBytes)
  }
}
