public import CroftProtocol

/// Sorts the elements of a task in runs as long as memory allows, which go to a file one after another. What is then
/// merged is left to whoever reads the file.
@usableFromInline
final class SortedRuns<Element, Key> {
  @usableFromInline let order: SortOrder<Element, Key>
  @usableFromInline let context: TaskContext
  @usableFromInline let buffer: RunBuffer
  /// Made with the first run, because all of it may fit into memory.
  @usableFromInline let makeWriter: () throws -> RunWriter
  @usableFromInline var writer: RunWriter?
  /// Meets the records before they are sorted.
  @usableFromInline var sampler: KeySampler?
  @usableFromInline var scratch = ByteWriter()

  /// - Parameter sampler: draws the sample of keys that the file is to end with, if it is to.
  @inlinable
  init(
    _ order: SortOrder<Element, Key>, _ context: TaskContext, sampler: KeySampler? = nil,
    makeWriter: @escaping () throws -> RunWriter
  ) {
    self.order = order
    self.context = context
    self.sampler = sampler
    self.makeWriter = makeWriter
    // Texts are compared where they lie; of everything else a key is made, for as long as entries are compared.
    let makesKeys = !order.isExact && Element.self != Text.self
    buffer = RunBuffer(
      context, keyBytes: makesKeys ? MemoryLayout<(Key, PlacedRecord)>.stride : 0,
      keysHoldMemory: makesKeys && !_isPOD(Key.self))
  }

  @inlinable
  @inline(__always)
  func append(_ element: Element) throws {
    let prefix = order.prefix(of: try order.key(element))
    if Element.self == Text.self {
      let text = unsafeBitCast(element, to: Text.self)
      let bytes = UnsafeRawBufferPointer(start: text.start, count: text.count)
      // What has no owner stays where it is until the process ends.
      if text.owner == nil {
        while !buffer.add(view: bytes, prefix: prefix) { try writeRun() }
      } else {
        while !buffer.add(copyOf: bytes, prefix: prefix) { try writeRun() }
        withExtendedLifetime(text) {}
      }
    } else {
      scratch.removeAll()
      try withUnsafePointer(to: element) { try order.records.element.encode(UnsafeRawPointer($0), &scratch) }
      while !buffer.add(copyOf: scratch.bytes, prefix: prefix) { try writeRun() }
    }
  }

  /// Writes what is left, and gives the memory back.
  @inlinable
  func finish() throws {
    if buffer.count > 0 { try writeRun() }
    if let writer, let sampler { try writer.write(sampler) }
    buffer.close()
  }

  /// Brings what has gathered into order.
  @inlinable
  func sort() throws {
    buffer.sortByPrefix()
    guard !order.isExact else { return }
    let order = order
    try buffer.forEachTie { entries in
      if Element.self == Text.self { try order.sortInPlace(entries) } else { try order.sortByKeys(entries) }
    }
  }

  /// Never inlined, because `append` is to stay short.
  @inlinable
  @inline(never)
  func writeRun() throws {
    let (order, buffer) = (order, buffer)
    try sampler?.draw(fromNext: buffer.count) { try order.writeKey(of: buffer.record(at: $0), to: &$1) }
    try sort()
    let writer = try writer ?? makeWriter()
    self.writer = writer
    try writer.write(buffer, counted: Element.self == Text.self, context) { try order.writeKey(of: $0, to: &$1) }
    buffer.removeAll()
  }
}

extension SortOrder {
  @inlinable
  func writeKey(of record: PlacedRecord, to writer: inout ByteWriter) throws {
    let key = try key(try records.element(of: record))
    try withUnsafePointer(to: key) { try records.key.encode(UnsafeRawPointer($0), &writer) }
  }

  /// Sorts entries whose prefixes are all the same by keys that are made for each comparison. For texts, of which one
  /// is made in no time and needs no memory.
  @inlinable
  func sortInPlace(_ entries: UnsafeMutableBufferPointer<SortEntry>) throws {
    var entries = entries
    try entries.sort { a, b in
      try precedes(
        try key(try records.element(of: a.record)), try key(try records.element(of: b.record)))
    }
  }

  /// Sorts entries whose prefixes are all the same by keys that are made once for each.
  @inlinable
  func sortByKeys(_ entries: UnsafeMutableBufferPointer<SortEntry>) throws {
    var keyed: [(key: Key, entry: SortEntry)] = []
    keyed.reserveCapacity(entries.count)
    for entry in entries { keyed.append((try key(try records.element(of: entry.record)), entry)) }
    try keyed.sort { try precedes($0.key, $1.key) }
    for (index, keyed) in keyed.enumerated() { entries[index] = keyed.entry }
  }
}
