import Croft

/// How many of so many random points in the unit square lie in the quarter circle.
struct PointsInCircle: Job {
  var points: Int
  var seed: UInt64
  var partitions: Int?

  var body: Action<Int> {
    let seed = seed
    return Dataset.range(0..<points, partitions: partitions)
      .filter { index in
        var random = SplitMix64(seed: seed, index: index)
        let (x, y) = (random.nextUnit(), random.nextUnit())
        return x * x + y * y < 1
      }
      .count()
  }
}

/// A small generator of random numbers that a point's number can seed, so that every run and every retry draws the same
/// points. (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.)
struct SplitMix64 {
  private var state: UInt64

  /// The generator of one point of many.
  init(seed: UInt64, index: Int) {
    var point = SplitMix64(state: UInt64(index))
    var farm = SplitMix64(state: seed)
    // Mixed twice, so that neighbours in either have nothing in common.
    state = point.next() ^ farm.next()
  }

  private init(state: UInt64) { self.state = state }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 up to 1.
  mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
