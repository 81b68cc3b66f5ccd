import CroftProtocol

/// The blocks that a hash shuffle's map tasks wrote for one partition, one after another.
///
/// Whoever wants them asks for the next one, and is not called with each: so the loop over the records of a block can
/// lie with the operators that take them.
@usableFromInline
final class ShuffleBlocks {
  private let context: TaskContext
  private let outputs: any MapOutputReader
  private let partition: Int
  private let reducerCount: Int
  private var nextMap = 0
  /// Keeps the last block in memory.
  private var output: (any BlockInput)?
  private var nextBlock = 0

  init(of shuffle: LineageNode, _ partition: Int, _ context: TaskContext) throws {
    self.context = context
    self.partition = partition
    outputs = try context.mapOutputs(of: shuffle)
    reducerCount = context.partitionCount(of: shuffle)
  }

  /// A reader of the next block; nil behind the last.
  func next() throws -> ByteReader? {
    while true {
      if let output, nextBlock < output.blockCount {
        let block = try output.block(nextBlock)
        nextBlock += reducerCount
        context.metrics.shuffleReadBytes += UInt64(block.count)
        return ByteReader(block, owner: output)
      }
      guard nextMap < outputs.count else { return nil }
      try context.checkCancellation()
      output = try outputs.open(nextMap)
      nextMap += 1
      nextBlock = partition
    }
  }

  /// The next block that has records, all of them of the same length; valid until the next call. Nil behind the last.
  ///
  /// - Throws: `MalformedBytes` where a record is incomplete.
  @usableFromInline
  func next(recordBytes: Int) throws -> UnsafeRawBufferPointer? {
    while var reader = try next() {
      guard reader.remaining % recordBytes == 0 else {
        throw MalformedBytes("\(reader.remaining) bytes are no whole number of records of \(recordBytes) bytes")
      }
      if !reader.isAtEnd { return try reader.readBytes(count: reader.remaining) }
    }
    return nil
  }
}

extension Exchange {
  /// The blocks of a partition of such a shuffle, if keys and values lie in them as they do in memory; else nil.
  @usableFromInline
  static func copiedBlocks(
    of node: LineageNode, _ partition: Int, _ context: TaskContext
  ) throws -> ShuffleBlocks? {
    guard let records = records(of: node), records.key.isCopied, records.value.isCopied else { return nil }
    return try ShuffleBlocks(of: node, partition, context)
  }
}
