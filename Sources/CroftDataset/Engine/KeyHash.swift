public import CroftProtocol

/// Hashes and compares keys, in tables and for partitions.
///
/// One hash serves both for the types that most keys have: it is the same in every process. A partition is taken from
/// its upper half and a table's slot from its lower one, so that the keys of one partition spread over a whole table.
@usableFromInline
enum KeyHash {
  /// The hash that finds a key in this process' tables.
  ///
  /// The comparisons of types are settled when the call is specialised; what is left is the one branch.
  @inlinable
  static func of<Key: Hashable>(_ key: Key) -> UInt64 {
    stable(key) ?? UInt64(truncatingIfNeeded: key.hashValue)
  }

  /// A hash that is the same for equal keys in every process; nil for types whose keys have to be encoded for one.
  @inlinable
  static func stable<Key: Hashable>(_ key: Key) -> UInt64? {
    if Key.self == Text.self {
      let text = unsafeBitCast(key, to: Text.self)
      let hash = StableHash.hash(UnsafeRawPointer(text.start), count: text.count)
      withExtendedLifetime(text) {}
      return hash
    }
    if Key.self == Int.self { return StableHash.hash(UInt64(bitPattern: Int64(unsafeBitCast(key, to: Int.self)))) }
    if Key.self == String.self { return hash(unsafeBitCast(key, to: String.self)) }
    if Key.self == UInt64.self { return StableHash.hash(unsafeBitCast(key, to: UInt64.self)) }
    if Key.self == Int32.self { return StableHash.hash(UInt64(UInt32(bitPattern: unsafeBitCast(key, to: Int32.self)))) }
    if Key.self == UInt32.self { return StableHash.hash(UInt64(unsafeBitCast(key, to: UInt32.self))) }
    if Key.self == Int64.self { return StableHash.hash(UInt64(bitPattern: unsafeBitCast(key, to: Int64.self))) }
    if Key.self == UInt.self { return StableHash.hash(UInt64(unsafeBitCast(key, to: UInt.self))) }
    if Key.self == Double.self { return StableHash.hash(bits(unsafeBitCast(key, to: Double.self))) }
    if Key.self == Float.self { return StableHash.hash(bits(Double(unsafeBitCast(key, to: Float.self)))) }
    return nil
  }

  /// Equality, but that NaN equals NaN: rows without a number are one group, as in Spark, and not each a group of its
  /// own, which would also make a table of them quadratically slow.
  @inlinable
  static func areEqual<Key: Hashable>(_ a: Key, _ b: Key) -> Bool {
    if Key.self == Double.self {
      return bits(unsafeBitCast(a, to: Double.self)) == bits(unsafeBitCast(b, to: Double.self))
    }
    if Key.self == Float.self {
      let (first, second) = (unsafeBitCast(a, to: Float.self), unsafeBitCast(b, to: Float.self))
      return first == second || (first.isNaN && second.isNaN)
    }
    return a == b
  }

  /// Which of `count` partitions a hash belongs to.
  @inlinable
  static func partition(_ hash: UInt64, of count: Int) -> Int {
    Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
  }

  /// Which of `count` buckets a key of a spilled table belongs to: by other bits at each level, and by others than
  /// partitions and slots go by.
  @inlinable
  static func bucket<Key: Hashable>(_ key: Key, of count: Int, level: Int) -> Int {
    partition(StableHash.hash(of(key) &+ UInt64(truncatingIfNeeded: level &+ 1)), of: count)
  }

  /// A number's bits, alike for both zeros and for all NaNs.
  @inlinable
  static func bits(_ value: Double) -> UInt64 {
    if value == 0 { return 0 }
    return value.isNaN ? Double.nan.bitPattern : value.bitPattern
  }

  /// Strings are equal when their normal forms are, and nearly all are ASCII, which is its own.
  @usableFromInline
  static func hash(_ string: String) -> UInt64 {
    let hash = string.utf8.withContiguousStorageIfAvailable { utf8 in
      isASCII(utf8) ? StableHash.hash(UnsafeRawBufferPointer(utf8)) : nil
    }
    if let hash = hash ?? nil { return hash }
    var normalForm = ByteWriter()
    normalForm.appendCanonical(string)
    var reader = ByteReader(normalForm.bytes)
    let bytes = try? reader.readCounted()
    return StableHash.hash(bytes ?? normalForm.bytes)
  }

  private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var offset = 0
    var seen: UInt64 = 0
    while raw.count - offset >= 8 {
      seen |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < raw.count {
      seen |= UInt64(raw[offset])
      offset += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}

/// Tells the partition of a key, as every shuffle by keys of that type does.
@usableFromInline
package struct KeyPartitioner<Key: Hashable>: Sendable {
  private let codec: AnyRecordCodec

  /// - Throws: `UnsupportedRecord` when the key can't be encoded.
  package init() throws { codec = try AnyRecordCodec.of(Key.self) }

  /// - Throws: what encoding the key throws.
  package func partition(of key: Key, partitionCount: Int) throws -> Int {
    var scratch = ByteWriter()
    return KeyHash.partition(try codec.stableHash(of: key, &scratch), of: partitionCount)
  }
}

extension AnyRecordCodec {
  /// A hash that is the same for equal keys in every process.
  @inlinable
  func stableHash<Key: Hashable>(of key: Key, _ scratch: inout ByteWriter) throws -> UInt64 {
    if let hash = KeyHash.stable(key) { return hash }
    return try withUnsafePointer(to: key) { try canonicalHash(UnsafeRawPointer($0), &scratch) }
  }

  /// The hash of a value's canonical bytes, which it leaves in `scratch`.
  @usableFromInline
  func canonicalHash(_ value: UnsafeRawPointer, _ scratch: inout ByteWriter) throws -> UInt64 {
    scratch.removeAll()
    try canonical(value, &scratch)
    return StableHash.hash(scratch.bytes)
  }
}
