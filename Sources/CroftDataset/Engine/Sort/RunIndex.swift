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
    /// How many bytes it takes in the index.
    @usableFromInline let keyBytes: Int
    /// The block that begins with it. For a run's last key the one after the run's.
    @usableFromInline let block: Int
    /// How many records there are from it up to the next entry's. For a run's last key none.
    @usableFromInline let records: Int

    @usableFromInline
    init(key: SampledKey<Key>, keyBytes: Int, block: Int, records: Int) {
      self.key = key
      self.keyBytes = keyBytes
      self.block = block
      self.records = records
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
      let before = reader.remaining
      let key = SampledKey(try order.records.readKey(from: &reader), order)
      let keyBytes = before - reader.remaining
      let isLast = block == blocks.upperBound
      let stretch = isLast ? (chunks: 0, records: 0) : try readStretch(from: &reader, at: block)
      try body(Entry(key: key, keyBytes: keyBytes, block: block, records: stretch.records))
      if isLast { return }
      block += stretch.chunks
    }
  }

  @usableFromInline
  func readStretch(from index: inout ByteReader, at block: Int) throws -> (chunks: Int, records: Int) {
    let (chunks, records) = (try index.readVariableInt(), try index.readVariableInt())
    guard chunks > 0, chunks <= blocks.upperBound - block, records >= 0 else {
      throw MalformedBytes("\(chunks) chunks of \(records) records from block \(block) on of a run in \(blocks)")
    }
    return (chunks, records)
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
