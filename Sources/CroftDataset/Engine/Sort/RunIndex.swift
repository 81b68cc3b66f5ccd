public import CroftProtocol

/// One sorted run of a file. What is known of its keys stays in the file: see `RunIndexWriter`.
@usableFromInline
struct RunIndex {
  @usableFromInline let file: RunFile
  /// The blocks of its chunks; the one after them is its index.
  @usableFromInline let blocks: Range<Int>
  @usableFromInline let largestChunkBytes: Int
  @usableFromInline let largestRecordBytes: Int

  /// A key that an index names.
  @usableFromInline
  struct Entry<Key> {
    @usableFromInline let key: SampledKey<Key>
    /// The block that begins with it. For a run's last key the one after the run's.
    @usableFromInline let block: Int

    @usableFromInline
    init(key: SampledKey<Key>, block: Int) {
      self.key = key
      self.block = block
    }
  }

  init(file: RunFile, blocks: Range<Int>, largestChunkBytes: Int, largestRecordBytes: Int) {
    self.file = file
    self.blocks = blocks
    self.largestChunkBytes = largestChunkBytes
    self.largestRecordBytes = largestRecordBytes
  }

  /// Hands on the entries in their order, holding no more than one.
  @inlinable
  func forEachEntry<Element, Key>(
    _ order: SortOrder<Element, Key>, _ body: (Entry<Key>) throws -> Void
  ) throws {
    var reader = try file.openIndex(of: self)
    var block = blocks.lowerBound
    while true {
      let key = SampledKey(try order.records.readKey(from: &reader), order)
      let chunks = block == blocks.upperBound ? 0 : try readStretch(from: &reader, at: block)
      try body(Entry(key: key, block: block))
      if chunks == 0 { return }
      block += chunks
    }
  }

  /// How many chunks a stretch has, and always some.
  @usableFromInline
  func readStretch(from index: inout ByteReader, at block: Int) throws -> Int {
    let chunks = try index.readVariableInt()
    guard chunks > 0, chunks <= blocks.upperBound - block else {
      throw MalformedBytes("\(chunks) chunks from block \(block) on of a run in \(blocks)")
    }
    return chunks
  }
}

/// A key that an index names.
@usableFromInline
struct SampledKey<Key> {
  @usableFromInline let key: Key
  @usableFromInline let prefix: UInt64

  @inlinable
  init<Element>(_ key: Key, _ order: SortOrder<Element, Key>) {
    self.key = key
    prefix = order.prefix(of: key)
  }

  @inlinable
  func comesFirst<Element>(before other: SampledKey, _ order: SortOrder<Element, Key>) throws -> Bool {
    try order.comesFirst(key, prefix, before: other.key, other.prefix)
  }
}
