/// A fixed 64-bit hash of bytes: the same in every process, on every run. Partitions keys and guards blocks on disk.
///
/// It folds 128-bit products of eight-byte words, as the wyhash family does (Wang Yi, "wyhash", public domain); the
/// constants are the fractional digits of the square roots of small primes, so that nobody chose them. Not a
/// cryptographic hash: it is proof against accidents, not against an attacker.
@usableFromInline
package enum StableHash {
  @usableFromInline static let seed: UInt64 = 0x6A09_E667_F3BC_C908
  @usableFromInline static let first: UInt64 = 0xBB67_AE85_84CA_A73B
  @usableFromInline static let second: UInt64 = 0x3C6E_F372_FE94_F82B

  @inlinable
  package static func hash(_ integer: UInt64) -> UInt64 { fold(integer ^ first, seed ^ second) }

  @inlinable
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard let start = bytes.baseAddress else { return fold(first, seed ^ second) }
    return hash(start, count: bytes.count)
  }

  @inlinable
  package static func hash(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var position = start
    var rest = count
    if _slowPath(rest > longestInOneLane) { state = foldLanes(&position, &rest, state) }
    while rest > 16 {
      state = fold(word(position) ^ first, word(position + 8) ^ state)
      position += 16
      rest -= 16
    }
    let low: UInt64
    let high: UInt64
    if rest >= 8 {
      low = word(position)
      high = word(position + rest - 8)
    } else if rest >= 4 {
      low = UInt64(position.loadUnaligned(as: UInt32.self).littleEndian)
      high = UInt64((position + rest - 4).loadUnaligned(as: UInt32.self).littleEndian)
    } else if rest > 0 {
      low =
        UInt64(position.load(as: UInt8.self)) << 16 | UInt64((position + rest / 2).load(as: UInt8.self)) << 8
        | UInt64((position + rest - 1).load(as: UInt8.self))
      high = 0
    } else {
      low = 0
      high = 0
    }
    return fold(low ^ first, high ^ state ^ second)
  }

  /// With less, starting four lanes costs more than it saves; most keys are shorter.
  @usableFromInline static var longestInOneLane: Int { 128 }

  /// Folds as many 64 bytes as there are, in four lanes: each multiplication takes some cycles, and those of different
  /// lanes need not wait for each other. Three times as fast.
  @usableFromInline
  static func foldLanes(_ position: inout UnsafeRawPointer, _ rest: inout Int, _ start: UInt64) -> UInt64 {
    var lanes = (start, start ^ first, start ^ second, start &+ first)
    while rest > 64 {
      lanes.0 = fold(word(position) ^ first, word(position + 8) ^ lanes.0)
      lanes.1 = fold(word(position + 16) ^ first, word(position + 24) ^ lanes.1)
      lanes.2 = fold(word(position + 32) ^ first, word(position + 40) ^ lanes.2)
      lanes.3 = fold(word(position + 48) ^ first, word(position + 56) ^ lanes.3)
      position += 64
      rest -= 64
    }
    return fold(fold(lanes.0 ^ first, lanes.1 ^ second) ^ lanes.2, lanes.3 ^ seed)
  }

  @inlinable
  static func word(_ position: UnsafeRawPointer) -> UInt64 {
    position.loadUnaligned(as: UInt64.self).littleEndian
  }

  @inlinable
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
