/// What a reader of a binary format found wrong. The bytes came from another process or from a file, so this is an
/// error to report, never a trap.
package struct MalformedBytes: Error, Equatable, Sendable, CustomStringConvertible {
  package let reason: String
  package init(_ reason: String) { self.reason = reason }
  package var description: String { "malformed bytes: \(reason)" }
}

/// Walks over bytes that somebody else owns; the reading half of `ByteWriter`. Every read is checked against the end.
@usableFromInline
package struct ByteReader {
  @usableFromInline var position: UnsafeRawPointer
  @usableFromInline let end: UnsafeRawPointer
  /// Keeps the bytes alive for values that are views into them. Nil where the caller vouches for the bytes.
  @usableFromInline package let owner: AnyObject?

  /// - Parameter bytes: must stay valid as long as the reader, or as long as `owner` lives for views taken from it.
  @inlinable
  package init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject? = nil) {
    let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    self.position = start
    self.end = start + bytes.count
    self.owner = owner
  }

  @inlinable
  package var remaining: Int { end - position }

  @inlinable
  package var isAtEnd: Bool { position == end }

  @inlinable
  package mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) throws -> Value {
    let size = MemoryLayout<Value>.size
    guard remaining >= size else { throw Self.endReached(wanted: size, remaining: remaining) }
    let value = position.loadUnaligned(as: Value.self)
    position += size
    return Value(littleEndian: value)
  }

  @inlinable
  package mutating func readVariable() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < end else { throw Self.endReached(wanted: 1, remaining: 0) }
      let byte = position.load(as: UInt8.self)
      position += 1
      if shift == 63 && byte > 1 { throw Self.integerTooLong() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift > 63 { throw Self.integerTooLong() }
    }
  }

  @inlinable
  package mutating func readVariableInt() throws -> Int {
    Int(truncatingIfNeeded: Int64(bitPattern: try readVariable()))
  }

  /// A count of things that follow, each at least `minimumBytes` long: a larger count than the rest can hold is refused
  /// before anybody makes room for it.
  package mutating func readCount(minimumBytes: Int) throws -> Int {
    let count = try readVariable()
    guard count <= UInt64(remaining / max(minimumBytes, 1)) else {
      throw MalformedBytes("\(count) items announced where \(remaining) bytes are left")
    }
    return Int(count)
  }

  @inlinable
  package mutating func readBytes(count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else { throw Self.endReached(wanted: count, remaining: remaining) }
    let bytes = UnsafeRawBufferPointer(start: position, count: count)
    position += count
    return bytes
  }

  /// A length, then that many bytes.
  @inlinable
  package mutating func readCounted() throws -> UnsafeRawBufferPointer {
    let length = try readVariable()
    guard length <= UInt64(remaining) else {
      throw Self.endReached(wanted: Int(clamping: length), remaining: remaining)
    }
    return try readBytes(count: Int(length))
  }

  /// What `ByteWriter.appendSized` has written.
  package mutating func readSized() throws -> UnsafeRawBufferPointer {
    try readBytes(count: Int(try read(UInt32.self)))
  }

  package mutating func readString() throws -> String {
    let bytes = try readCounted()
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw MalformedBytes("a string of \(bytes.count) bytes that are not UTF-8")
    }
    return string
  }

  @usableFromInline
  static func endReached(wanted: Int, remaining: Int) -> any Error {
    MalformedBytes("\(wanted) bytes expected where \(remaining) are left")
  }

  @usableFromInline
  static func integerTooLong() -> any Error { MalformedBytes("a variable-length integer of more than 64 bits") }
}
