public import CroftProtocol

/// A file of sorted runs, as `RunWriter` leaves it. Keeps the bytes of its blocks.
///
/// A map output of a sort ends with a sample of its keys: see `KeySampler`. Only one without any record is empty.
@usableFromInline
final class RunFile {
  private let blocks: any BlockInput
  private let isMapOutput: Bool

  /// - Parameter isMapOutput: whether its last block is a sample, and what is read of it counts as read from a shuffle.
  init(_ blocks: any BlockInput, isMapOutput: Bool) {
    self.blocks = blocks
    self.isMapOutput = isMapOutput
  }

  /// The runs in the order in which they were written. Each one's index says where it begins, so they are found from
  /// the last to the first.
  @usableFromInline
  func runs() throws -> [RunIndex] {
    var runs: [RunIndex] = []
    var end = isMapOutput ? max(0, blocks.blockCount - 1) : blocks.blockCount
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

  /// Hands on the keys of a map output's sample, each with about the number of records that it stands for and the bytes
  /// that it takes there.
  @inlinable
  func forEachSample<Element, Key>(
    _ order: SortOrder<Element, Key>, _ body: (_ key: SampledKey<Key>, _ weight: Int, _ bytes: Int) throws -> Void
  ) throws {
    guard var sample = try openSample() else { return }
    let weight = try sample.readVariableInt()
    guard weight > 0, weight <= Self.largestWeight else { throw Self.malformed(weight) }
    while !sample.isAtEnd {
      let before = sample.remaining
      let key = SampledKey(try order.records.readKey(from: &sample), order)
      try body(key, weight, before - sample.remaining)
    }
  }

  /// More records than a task has; and small enough that no sum of weights overflows.
  @usableFromInline static let largestWeight = 1 << 40

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
    if isMapOutput { context.metrics.shuffleReadBytes += UInt64(bytes.remaining) }
    return bytes
  }

  @usableFromInline
  func openSample() throws -> ByteReader? { blocks.blockCount > 0 ? try openBlock(blocks.blockCount - 1) : nil }

  @usableFromInline
  static func malformed(_ weight: Int) -> any Error { MalformedBytes("a sample of keys for \(weight) records each") }

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
  func runFiles(of sort: LineageNode) throws -> [RunFile] {
    let outputs = try mapOutputs(of: sort)
    return try (0..<outputs.count).map { RunFile(try outputs.open($0), isMapOutput: true) }
  }
}
