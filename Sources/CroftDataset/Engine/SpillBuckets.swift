public import CroftProtocol

/// Pairs that did not fit in memory, on disk, in buckets by their keys' hashes: equal keys lie in one bucket, and a
/// bucket is a small part of the whole (grace hashing: Kitsuregawa, Tanaka and Moto-oka, "Application of hash to data
/// base machine and its architecture", 1983).
@usableFromInline
final class SpillBuckets<Key: Hashable, Value> {
  @usableFromInline let writer: ShuffleWriter
  @usableFromInline let records = PairRecords<Key, Value>()
  @usableFromInline let level: Int
  private let file: any SpillFile
  private let context: TaskContext
  private var input: (any BlockInput)?

  /// How many buckets a table is spilled into: at each level of recursion, a bucket is a sixteenth of what is spilled.
  @usableFromInline static var count: Int { 16 }

  /// Beyond this many levels of buckets only keys of equal hashes are left, which no further level would part. Sixteen
  /// to the eighth power parts more keys than a task can read in a year.
  @usableFromInline static var deepestLevel: Int { 8 }

  @usableFromInline
  init(level: Int, _ context: TaskContext) throws {
    self.level = level
    self.context = context
    file = try context.services.createSpill()
    writer = ShuffleWriter(
      to: SpillCounter(file, context), reducerCount: Self.count, memory: context.services.memory)
  }

  @inlinable
  @inline(__always)
  func append(_ key: Key, _ value: Value) throws {
    try records.write(key, value, to: writer, KeyHash.bucket(key, of: Self.count, level: level))
  }

  /// Ends the writing.
  @usableFromInline
  func finish() throws {
    try writer.finish()
    input = try file.reopen()
  }

  /// Hands on every pair of a bucket, in the order they were written.
  @inlinable
  @inline(__always)
  func read(_ bucket: Int, _ body: (Key, Value) throws -> Void) throws {
    try withBlocks(of: bucket) { try records.readAll(&$0, body) }
  }

  @usableFromInline
  func withBlocks(of bucket: Int, _ body: (inout ByteReader) throws -> Void) throws {
    guard let input else { preconditionFailure("spilled pairs are read before their writing has ended") }
    for index in stride(from: bucket, to: input.blockCount, by: Self.count) {
      try context.checkCancellation()
      var reader = ByteReader(try input.block(index), owner: input)
      try body(&reader)
    }
  }
}

/// Counts what goes to a spill file.
final class SpillCounter: BlockOutput {
  private let file: any SpillFile
  private let context: TaskContext

  init(_ file: any SpillFile, _ context: TaskContext) {
    self.file = file
    self.context = context
  }

  var blockCount: Int { file.blockCount }

  func append(_ block: UnsafeRawBufferPointer) throws {
    context.metrics.spilledBytes += UInt64(block.count)
    try file.append(block)
  }
}
