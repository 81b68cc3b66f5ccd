import CroftProtocol

/// Random numbers with one word of state, the same for the same seed in every process. (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014.)
@usableFromInline
struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  @usableFromInline
  init(seed: UInt64) { state = seed }

  /// The numbers for one partition, which have nothing to do with another one's.
  @usableFromInline
  init(seed: UInt64, partition: Int) {
    state = StableHash.hash(StableHash.hash(seed) &+ UInt64(partition))
  }

  @inlinable
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One of the 2⁵³ numbers from 0 on that are a `Double` without rounding.
  @inlinable
  mutating func next53() -> UInt64 { next() >> 11 }
}
