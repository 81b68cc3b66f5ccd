public import CroftProtocol

/// How the pairs of a shuffle are written and read: the key, then the value.
@usableFromInline
struct PairRecords<Key, Value>: Sendable {
  @usableFromInline let key: RecordFormat<Key>
  @usableFromInline let value: RecordFormat<Value>
  /// Why there is no format, for the driver to report before it runs anything.
  @usableFromInline let problem: (any Error)?

  @usableFromInline
  init() {
    do {
      (key, value) = (try RecordFormat(), try RecordFormat())
      problem = nil
    } catch {
      (key, value) = (RecordFormat(failingWith: error), RecordFormat(failingWith: error))
      problem = error
    }
  }

  /// Those that an operator was made with.
  @usableFromInline
  static func attached(to node: LineageNode) -> PairRecords {
    guard let records = node.attachment as? PairRecords else { preconditionFailure("\(node) has no such pairs") }
    return records
  }

  /// Writes a pair to the reducer that its key belongs to.
  @inlinable
  @inline(__always)
  func write(_ key: Key, _ value: Value, to writer: ShuffleWriter) throws where Key: Hashable {
    try write(key, value, to: writer, try writer.reducer(of: key, self.key.codec))
  }

  /// Writes a pair to a reducer.
  @inlinable
  @inline(__always)
  func write(_ key: Key, _ value: Value, to writer: ShuffleWriter, _ reducer: Int) throws {
    if self.key.isCopied && self.value.isCopied {
      let size = MemoryLayout<Key>.size + MemoryLayout<Value>.size
      let room = try writer.makeRoom(reducer, byteCount: size)
      room.storeBytes(of: key, as: Key.self)
      room.storeBytes(of: value, toByteOffset: MemoryLayout<Key>.size, as: Value.self)
    } else {
      writer.scratch.pointee.removeAll()
      try self.key.write(key, to: &writer.scratch.pointee)
      try self.value.write(value, to: &writer.scratch.pointee)
      try writer.appendScratch(to: reducer)
    }
  }

  @inlinable
  @inline(__always)
  func read(from reader: inout ByteReader) throws -> (Key, Value) {
    if key.isCopied && value.isCopied {
      let bytes = try reader.readBytes(count: MemoryLayout<Key>.size + MemoryLayout<Value>.size).baseAddress!
      return (
        bytes.loadUnaligned(as: Key.self),
        bytes.loadUnaligned(fromByteOffset: MemoryLayout<Key>.size, as: Value.self)
      )
    }
    let key = try key.read(from: &reader)
    return (key, try value.read(from: &reader))
  }

  /// Hands on every pair of a block.
  @inlinable
  @inline(__always)
  func readAll(_ reader: inout ByteReader, _ body: (Key, Value) throws -> Void) throws {
    while !reader.isAtEnd {
      let (key, value) = try read(from: &reader)
      try body(key, value)
    }
  }
}
