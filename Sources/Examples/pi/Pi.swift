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
        var random = SplitMix64(seed: seed, stream: index)
        let (x, y) = (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
        return x * x + y * y < 1
      }
      .count()
  }
}
