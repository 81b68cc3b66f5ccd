public import CroftProtocol

/// Goes through the records of one run that belong to a range of keys.
@usableFromInline
struct RunCursor<Element, Key> {
  @usableFromInline let file: RunFile
  /// The blocks that have not been begun.
  @usableFromInline var blocks: Range<Int>
  /// The bound that records have to be compared with in the blocks from `upperCut` on.
  @usableFromInline let upper: SampledKey<Key>?
  @usableFromInline let upperCut: Int
  @usableFromInline var reader: ByteReader
  @usableFromInline var element: Element
  @usableFromInline var key: Key
  @usableFromInline var prefix: UInt64
  @usableFromInline var isAtEnd = false

  /// Nil if no record is in the range.
  @inlinable
  init?(_ part: RunPart<Key>, _ order: SortOrder<Element, Key>, _ context: TaskContext) throws {
    file = part.file
    blocks = part.blocks
    (upper, upperCut) = (part.upper, part.upperCut)
    guard let first = blocks.popFirst() else { return nil }
    reader = try file.openChunk(first, context)
    element = try order.records.readElement(from: &reader)
    key = try order.key(element)
    prefix = order.prefix(of: key)
    try endIfReached(order)
    if let lower = part.lower {
      while try !isAtEnd && blocks.lowerBound <= part.lowerCut
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
    guard blocks.lowerBound > upperCut, let upper, prefix >= upper.prefix else { return }
    if try !order.comesFirst(key, prefix, before: upper.key, upper.prefix) { end() }
  }

  /// A run that has ended comes after all others.
  @inlinable
  mutating func end() {
    isAtEnd = true
    prefix = .max
  }
}
