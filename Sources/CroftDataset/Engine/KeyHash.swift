public import CroftProtocol

/// The hash that finds a key in this process' tables. Never leaves the process: partitions go by
/// `StableHash` of a key's canonical bytes.
@usableFromInline
enum KeyHash {
  /// The comparisons of types are settled when the call is specialised; what is left is the one branch.
  @inlinable
  static func of<Key: Hashable>(_ key: Key) -> UInt64 {
    if Key.self == Text.self {
      let text = unsafeBitCast(key, to: Text.self)
      return StableHash.hash(UnsafeRawPointer(text.start), count: text.count)
    }
    if Key.self == Int.self {
      return StableHash.hash(UInt64(bitPattern: Int64(unsafeBitCast(key, to: Int.self))))
    }
    return UInt64(truncatingIfNeeded: key.hashValue)
  }
}
