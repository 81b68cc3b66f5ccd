/// How many numbers fall between neighbouring bounds.
public struct Histogram: Sendable, Equatable, Codable {
  /// In increasing order, one more than there are buckets. Bucket `i` goes from bound `i` up to bound `i + 1`, which
  /// only belongs to the last one.
  public let bounds: [Double]
  /// For each bucket, how many numbers are in it.
  public internal(set) var counts: [Int]

  @usableFromInline
  init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count - 1)
  }

  mutating func add(_ others: [Int]) {
    for bucket in counts.indices { counts[bucket] += others[bucket] }
  }
}

/// Counts numbers into buckets.
@usableFromInline
struct BucketCounter {
  @usableFromInline var counts: [Int]
  @usableFromInline let bounds: [Double]
  @usableFromInline let isEven: Bool

  /// - Parameter isEven: whether the bounds are equally far apart, as `evenBounds` makes them.
  @usableFromInline
  init(bounds: [Double], isEven: Bool) {
    self.bounds = bounds
    self.isEven = isEven
    counts = Array(repeating: 0, count: bounds.count - 1)
  }

  /// Counts a number that is within the bounds. Others, and NaN, belong nowhere.
  @inlinable
  mutating func add(_ number: Double) {
    guard number >= bounds[0], number <= bounds[bounds.count - 1] else { return }
    counts[isEven ? evenBucket(of: number) : bucket(of: number)] += 1
  }

  /// Worked out, then put right by the bounds themselves, because they are rounded in another way.
  @inlinable
  func evenBucket(of number: Double) -> Int {
    let (least, greatest) = (bounds[0], bounds[bounds.count - 1])
    let range = greatest - least
    let place = range.isFinite ? (number - least) / range : (number / 2 - least / 2) / (greatest / 2 - least / 2)
    var bucket = range == 0 ? 0 : Swift.min(Int(place * Double(counts.count)), counts.count - 1)
    while bucket > 0, number < bounds[bucket] { bucket -= 1 }
    while bucket < counts.count - 1, number >= bounds[bucket + 1] { bucket += 1 }
    return bucket
  }

  @inlinable
  func bucket(of number: Double) -> Int {
    var (low, high) = (0, counts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if number < bounds[middle] { high = middle - 1 } else { low = middle }
    }
    return low
  }

  /// Bounds of buckets of equal width. Just one bucket where all numbers are the same.
  @usableFromInline
  static func evenBounds(from least: Double, to greatest: Double, buckets: Int) -> [Double] {
    guard least < greatest else { return [least, greatest] }
    let range = greatest - least
    let bounds = (0..<buckets).map { bucket in
      let share = Double(bucket) / Double(buckets)
      return range.isFinite ? least + range * share : least * (1 - share) + greatest * share
    }
    return bounds + [greatest]
  }
}

/// Buckets that make no sense.
struct InvalidBuckets: Error, Equatable, CustomStringConvertible {
  let description: String

  /// A task holds and sends a count for each bucket.
  static let most = 1_000_000

  static func problem(buckets: Int) -> InvalidBuckets? {
    guard !(1...most).contains(buckets) else { return nil }
    return InvalidBuckets(description: "a histogram of \(buckets) buckets was asked for; ask for 1 to \(most)")
  }

  static func problem(bounds: [Double]) -> InvalidBuckets? {
    if let problem = problem(buckets: bounds.count - 1) { return problem }
    for (bound, next) in zip(bounds, bounds.dropFirst()) where !(bound < next) {
      return InvalidBuckets(
        description: "the bounds of a histogram have to increase, and \(next) follows on \(bound): sort them")
    }
    return nil
  }

  static func unbounded(_ extremes: Extremes) -> InvalidBuckets {
    InvalidBuckets(
      description: """
        the numbers reach from \(extremes.least) to \(extremes.greatest), which no buckets of equal width can hold: \
        filter the infinite ones out, or give bounds
        """)
  }
}
