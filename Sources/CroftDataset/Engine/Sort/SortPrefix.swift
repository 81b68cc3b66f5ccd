/// The first eight bytes of a key's place in the order: a number that can be compared, and sorted digit by digit, in
/// the key's stead.
///
/// Of two keys the one with the smaller number comes first; with equal numbers the keys themselves have to be compared,
/// unless `isExact` says that they are equal then.
@usableFromInline
enum SortPrefix {
  /// The comparisons of types are settled when the call is specialised.
  @inlinable
  static func of<Key>(_ key: Key) -> UInt64 {
    if Key.self == Text.self { return ofText(unsafeBitCast(key, to: Text.self)) }
    if Key.self == Int.self { return ofSigned(unsafeBitCast(key, to: Int.self)) }
    if Key.self == Double.self { return ofDouble(unsafeBitCast(key, to: Double.self)) }
    if Key.self == String.self { return StringOrder.prefix(unsafeBitCast(key, to: String.self)) }
    if Key.self == Float.self { return ofDouble(Double(unsafeBitCast(key, to: Float.self))) }
    if Key.self == Int64.self { return ofSigned(unsafeBitCast(key, to: Int64.self)) }
    if Key.self == Int32.self { return ofSigned(unsafeBitCast(key, to: Int32.self)) }
    if Key.self == Int16.self { return ofSigned(unsafeBitCast(key, to: Int16.self)) }
    if Key.self == Int8.self { return ofSigned(unsafeBitCast(key, to: Int8.self)) }
    if Key.self == UInt.self { return UInt64(unsafeBitCast(key, to: UInt.self)) }
    if Key.self == UInt64.self { return unsafeBitCast(key, to: UInt64.self) }
    if Key.self == UInt32.self { return UInt64(unsafeBitCast(key, to: UInt32.self)) }
    if Key.self == UInt16.self { return UInt64(unsafeBitCast(key, to: UInt16.self)) }
    if Key.self == UInt8.self { return UInt64(unsafeBitCast(key, to: UInt8.self)) }
    return 0
  }

  /// Whether keys of this type are equal whenever their prefixes are.
  @inlinable
  static func isExact<Key>(_: Key.Type) -> Bool {
    Key.self == Int.self || Key.self == Double.self || Key.self == Float.self || Key.self == Int64.self
      || Key.self == Int32.self || Key.self == Int16.self || Key.self == Int8.self || Key.self == UInt.self
      || Key.self == UInt64.self || Key.self == UInt32.self || Key.self == UInt16.self || Key.self == UInt8.self
  }

  @inlinable
  static func ofSigned(_ key: some FixedWidthInteger & SignedInteger) -> UInt64 {
    UInt64(bitPattern: Int64(key)) ^ (1 << 63)
  }

  /// The bits of a positive number are in its order already; those of a negative one are in the reverse. Both zeros are
  /// one; whatever is not a number comes last, because `<` has no place for it.
  @inlinable
  static func ofDouble(_ key: Double) -> UInt64 {
    if key.isNaN { return .max }
    let bits = (key + 0).bitPattern
    return bits >> 63 == 0 ? bits | (1 << 63) : ~bits
  }

  @inlinable
  static func ofText(_ key: Text) -> UInt64 { ofBytes(UnsafeRawPointer(key.start), count: key.count) }

  /// A short key is filled up with zeros.
  @inlinable
  static func ofBytes(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    if count >= 8 { return UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)) }
    var prefix: UInt64 = 0
    for index in 0..<count { prefix |= UInt64(start.load(fromByteOffset: index, as: UInt8.self)) << (56 - 8 * index) }
    return prefix
  }
}
