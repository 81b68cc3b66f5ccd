public import CroftProtocol

/// Goes through the records of one run that belong to a range of keys.
///
/// Only in the first and the last of its chunks are keys compared with the bounds. Where a run is cut depends on
/// nothing but the run and the bound, so the tasks on both sides of a bound agree on it.
@usableFromInline
struct RunCursor<Element, Key> {
  @usableFromInline let file: RunFile
  /// The blocks that have not been begun.
  @usableFromInline var blocks: Range<Int>
  /// The bound that cuts the last of the blocks.
  @usableFromInline let upper: SampledKey<Key>?
  @usableFromInline var reader: ByteReader
  @usableFromInline var element: Element
  @usableFromInline var key: Key
  @usableFromInline var prefix: UInt64
  @usableFromInline var isAtEnd = false

  /// Nil if no record is in the range.
  @inlinable
  init?(
    _ run: RunIndex<Key>, _ range: KeyRange<Key>, _ order: SortOrder<Element, Key>, _ context: TaskContext
  ) throws {
    file = run.file
    let (blocks, isFirstCut, isLastCut) = try run.blocks(range, order)
    self.blocks = blocks
    upper = isLastCut ? range.upper : nil
    guard let first = self.blocks.popFirst() else { return nil }
    reader = try file.openChunk(first, context)
    element = try order.records.readElement(from: &reader)
    key = try order.key(element)
    prefix = order.prefix(of: key)
    try endIfReached(order)
    if isFirstCut, let lower = range.lower {
      while try !isAtEnd && blocks.count - self.blocks.count == 1
        && order.comesFirst(key, prefix, before: lower.key, lower.prefix)
      {
        try advance(order, context)
      }
    }
    if isAtEnd { return nil }
  }

  @inlinable
  mutating func advance(_ order: SortOrder<Element, Key>, _ context: TaskContext) throws {
    while reader.isAtEnd {
      guard let next = blocks.popFirst() else { return end() }
      reader = try file.openChunk(next, context)
    }
    element = try order.records.readElement(from: &reader)
    key = try order.key(element)
    prefix = order.prefix(of: key)
    try endIfReached(order)
  }

  @inlinable
  mutating func endIfReached(_ order: SortOrder<Element, Key>) throws {
    guard blocks.isEmpty, let upper, prefix >= upper.prefix else { return }
    if try !order.comesFirst(key, prefix, before: upper.key, upper.prefix) { end() }
  }

  /// A run that has ended comes after all others.
  @inlinable
  mutating func end() {
    isAtEnd = true
    prefix = .max
  }
}
