/// How long tasks took, to within an eighth, in 2 kB whatever their number: a histogram whose buckets grow with what
/// they count, eight to each power of two.
struct DurationSketch {
  private static let bitsWithin = 3
  private var counts: [UInt32] = []
  private(set) var total = 0

  mutating func add(_ nanoseconds: UInt64) {
    if counts.isEmpty { counts = Array(repeating: 0, count: (64 - Self.bitsWithin + 1) << Self.bitsWithin) }
    counts[Self.bucket(of: nanoseconds)] += 1
    total += 1
  }

  /// The middle of the bucket that the median is in; nil before the first.
  var median: UInt64? {
    var before = 0
    for bucket in counts.indices {
      before += Int(counts[bucket])
      if before * 2 >= total, before > 0 { return Self.middle(of: bucket) }
    }
    return nil
  }

  /// Up to 8 ns each has its own bucket; beyond, the highest bit and the three after it choose.
  private static func bucket(of nanoseconds: UInt64) -> Int {
    guard nanoseconds >> UInt64(bitsWithin) != 0 else { return Int(nanoseconds) }
    let shift = 63 - nanoseconds.leadingZeroBitCount - bitsWithin
    return ((shift + 1) << bitsWithin) + Int((nanoseconds >> UInt64(shift)) & 7)
  }

  private static func middle(of bucket: Int) -> UInt64 {
    guard bucket >> bitsWithin > 0 else { return UInt64(bucket) }
    let shift = UInt64((bucket >> bitsWithin) - 1)
    return (UInt64(8 + (bucket & 7)) << shift) + ((1 << shift) >> 1)
  }
}
