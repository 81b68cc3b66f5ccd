public import CroftProtocol

/// What a file of sorted runs says about one of them.
@usableFromInline
struct RunIndex<Key> {
  @usableFromInline let file: RunFile
  /// The block of the first chunk.
  @usableFromInline let firstBlock: Int
  /// How many records each chunk has.
  @usableFromInline let recordCounts: [Int]
  /// The first key of each chunk, then the run's last key, each with its prefix.
  @usableFromInline let keys: [SampledKey<Key>]

  @usableFromInline
  init(file: RunFile, firstBlock: Int, recordCounts: [Int], keys: [SampledKey<Key>]) {
    self.file = file
    self.firstBlock = firstBlock
    self.recordCounts = recordCounts
    self.keys = keys
  }

  /// The runs of a file, from the index in its last block.
  @inlinable
  static func read<Element>(_ file: RunFile, _ order: SortOrder<Element, Key>) throws -> [RunIndex] {
    var reader = try file.openIndex()
    var runs: [RunIndex] = []
    var firstBlock = 0
    while !reader.isAtEnd {
      let chunkCount = try file.readChunkCount(from: &reader, firstBlock)
      var counts: [Int] = []
      var keys: [SampledKey<Key>] = []
      for _ in 0..<chunkCount {
        counts.append(try reader.readVariableInt())
        keys.append(SampledKey(try order.records.readKey(from: &reader), order))
      }
      keys.append(SampledKey(try order.records.readKey(from: &reader), order))
      runs.append(RunIndex(file: file, firstBlock: firstBlock, recordCounts: counts, keys: keys))
      firstBlock += chunkCount
    }
    return runs
  }

  /// The blocks that hold what comes before a bound, and whether a part of the last of them doesn't.
  @inlinable
  func blocks<Element>(
    before bound: SampledKey<Key>, _ order: SortOrder<Element, Key>
  ) throws -> (blocks: Range<Int>, isLastCut: Bool) {
    // The first key that doesn't come before the bound. What is before the bound ends in the chunk before that one's.
    var (first, end) = (0, keys.count)
    while first < end {
      let middle = (first + end) / 2
      if try keys[middle].comesFirst(before: bound, order) { first = middle + 1 } else { end = middle }
    }
    let isWhole = first == keys.count
    return (firstBlock..<firstBlock + min(first, recordCounts.count), !isWhole && first > 0)
  }

  /// The blocks that may hold keys of a range, and whether the first and the last of them have to be looked at key by
  /// key.
  @inlinable
  func blocks<Element>(
    _ range: KeyRange<Key>, _ order: SortOrder<Element, Key>
  ) throws -> (blocks: Range<Int>, isFirstCut: Bool, isLastCut: Bool) {
    var (all, isFirstCut, isLastCut) = (firstBlock..<firstBlock + recordCounts.count, false, false)
    if let upper = range.upper { (all, isLastCut) = try blocks(before: upper, order) }
    if let lower = range.lower {
      let (before, isCut) = try blocks(before: lower, order)
      let start = isCut ? before.upperBound - 1 : before.upperBound
      all = min(start, all.upperBound)..<all.upperBound
      isFirstCut = isCut
    }
    return (all, isFirstCut, isLastCut)
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
