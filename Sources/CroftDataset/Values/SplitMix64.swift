import CroftProtocol

/// Random numbers for closures, which have to give the same on every run and in every attempt: the same for the same
/// seed in every process.
///
/// ```swift
/// Dataset.range(0..<points).filter { point in
///   var random = SplitMix64(seed: seed, stream: point)
///   return Double.random(in: 0..<1, using: &random) < 0.5
/// }
/// ```
///
/// One word of state, and a few operations a number; not for cryptography. (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014.)
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The numbers of one of many streams, such as a partition or an element, which have nothing to do with another's.
  public init(seed: UInt64, stream: Int) {
    state = StableHash.hash(StableHash.hash(seed) &+ UInt64(bitPattern: Int64(stream)))
  }

  @inlinable
  public mutating func next() -> UInt64 {
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
