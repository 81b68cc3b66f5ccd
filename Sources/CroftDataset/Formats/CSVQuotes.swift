/// The first pass over a file that is cut into pieces: whether a piece begins inside quotes.
package enum CSVQuotes {
  /// Whether there is an odd number of quotes among the bytes. The piece behind them begins inside quotes if that holds
  /// for all that is before it, because quotes inside of quotes are doubled.
  ///
  /// - Complexity: reads each byte once, as fast as memory gives them.
  package static func areOdd(in bytes: UnsafeRawBufferPointer, quote: UInt8) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    let pattern = SIMD16<UInt8>(repeating: quote)
    var parities = (SIMD2<UInt64>.zero, SIMD2<UInt64>.zero, SIMD2<UInt64>.zero, SIMD2<UInt64>.zero)
    var position = 0
    while position &+ 64 <= bytes.count {
      parities.0 ^= matches(base + position, pattern)
      parities.1 ^= matches(base + (position &+ 16), pattern)
      parities.2 ^= matches(base + (position &+ 32), pattern)
      parities.3 ^= matches(base + (position &+ 48), pattern)
      position &+= 64
    }
    let all = parities.0 ^ parities.1 ^ parities.2 ^ parities.3
    // A lane of eight bits is all ones where an odd number of bytes matched.
    var isOdd = ((all[0] ^ all[1]) & 0x0101_0101_0101_0101).nonzeroBitCount & 1 == 1
    while position < bytes.count {
      if bytes[position] == quote { isOdd.toggle() }
      position &+= 1
    }
    return isOdd
  }

  private static func matches(_ bytes: UnsafeRawPointer, _ pattern: SIMD16<UInt8>) -> SIMD2<UInt64> {
    unsafeBitCast(bytes.loadUnaligned(as: SIMD16<UInt8>.self) .== pattern, to: SIMD2<UInt64>.self)
  }
}
