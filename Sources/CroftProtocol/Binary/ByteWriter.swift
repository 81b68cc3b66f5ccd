import Glibc

/// A growing run of bytes. The writing half of every binary format of Croft: frames, records and job values.
///
/// Fixed-width integers are little-endian; `appendVariable` writes LEB128, seven bits a byte, low bits first.
@usableFromInline
package struct ByteWriter: ~Copyable {
  @usableFromInline var start: UnsafeMutableRawPointer
  @usableFromInline var capacity: Int
  /// How many bytes have been written.
  @usableFromInline package private(set) var count: Int

  @inlinable
  package init(capacity: Int = 64) {
    let capacity = capacity < 16 ? 16 : capacity
    self.start = Self.resize(nil, to: capacity)
    self.capacity = capacity
    self.count = 0
  }

  deinit { free(start) }

  /// Memory comes from `malloc` so that growing can move pages instead of copying them.
  @usableFromInline
  static func resize(_ old: UnsafeMutableRawPointer?, to capacity: Int) -> UnsafeMutableRawPointer {
    guard let memory = realloc(old, capacity) else { fatalError("out of memory: no room for \(capacity) bytes") }
    return memory
  }

  /// The bytes written so far; valid until the next write.
  @inlinable
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Forgets what was written and keeps the room.
  @inlinable
  package mutating func removeAll() { count = 0 }

  /// Drops the first `length` bytes, moving the rest to the front.
  package mutating func removeFirst(_ length: Int) {
    precondition(length <= count, "cannot remove more bytes than were written")
    memmove(start, start + length, count - length)
    count -= length
  }

  @inlinable
  package mutating func reserve(_ extra: Int) {
    if _slowPath(count + extra > capacity) { grow(by: extra) }
  }

  @usableFromInline
  mutating func grow(by extra: Int) {
    let wanted = max(capacity * 2, count + extra)
    start = Self.resize(start, to: wanted)
    capacity = wanted
  }

  @inlinable
  package mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    reserve(size)
    (start + count).storeBytes(of: value.littleEndian, as: Value.self)
    count &+= size
  }

  @inlinable
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(bytes.count)
    (start + count).copyMemory(from: source, byteCount: bytes.count)
    count &+= bytes.count
  }

  package mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  @inlinable
  package mutating func appendVariable(_ value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      (start + count).storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      count &+= 1
      rest >>= 7
    }
    (start + count).storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    count &+= 1
  }

  @inlinable
  package mutating func appendVariable(_ value: Int) { appendVariable(UInt64(bitPattern: Int64(value))) }

  /// The length, then the bytes.
  @inlinable
  package mutating func appendCounted(_ bytes: UnsafeRawBufferPointer) {
    appendVariable(UInt64(bytes.count))
    append(bytes)
  }

  package mutating func appendCounted(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { appendCounted($0) }
  }

  package mutating func appendCounted(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { appendCounted($0) } }

  package mutating func appendCounted(_ string: String) {
    var string = string
    string.withUTF8 { appendCounted(UnsafeRawBufferPointer($0)) }
  }

  /// The length in four bytes, then what `body` writes: for what can't be measured before it is written.
  package mutating func appendSized(_ body: (inout ByteWriter) -> Void) {
    let start = count
    append(UInt32(0))
    body(&self)
    overwrite(UInt32(count - start - MemoryLayout<UInt32>.size), at: start)
  }

  /// Drops the last `length` bytes.
  mutating func removeLast(_ length: Int) {
    precondition(length <= count, "cannot remove more bytes than were written")
    count -= length
  }

  /// Overwrites bytes at `offset`, for a length that was not known when its place was left.
  package mutating func overwrite<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
    precondition(offset + MemoryLayout<Value>.size <= count, "the place to overwrite must have been written")
    (start + offset).storeBytes(of: value.littleEndian, as: Value.self)
  }

  /// A copy of what was written.
  package func copy() -> [UInt8] { [UInt8](bytes) }
}
