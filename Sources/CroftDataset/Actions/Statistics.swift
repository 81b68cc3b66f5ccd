/// What there is to say about a set of numbers in a few: how many, where they lie, how far they spread.
public struct Statistics: Sendable, Equatable, Codable {
  /// How many numbers there are; at least one.
  public let count: Int
  /// NaN if one of them is.
  public let mean: Double
  /// The sum of the squared distances from the mean.
  public let squaredDeviations: Double
  /// The smallest, of those that are not NaN; infinity if all are.
  public let min: Double
  /// The largest, of those that are not NaN; minus infinity if all are.
  public let max: Double

  @usableFromInline
  init(count: Int, mean: Double, squaredDeviations: Double, min: Double, max: Double) {
    self.count = count
    self.mean = mean
    self.squaredDeviations = squaredDeviations
    self.min = min
    self.max = max
  }

  /// The mean times the count; `sum()` of integers is exact, this need not be.
  public var sum: Double { mean * Double(count) }
  /// Of the numbers as a whole population: divided by their count.
  public var variance: Double { squaredDeviations / Double(count) }
  /// The square root of `variance`.
  public var standardDeviation: Double { variance.squareRoot() }
  /// Of the numbers as a sample of a population: divided by their count less one. NaN for a single number.
  public var sampleVariance: Double { squaredDeviations / Double(count - 1) }
  /// The square root of `sampleVariance`.
  public var sampleStandardDeviation: Double { sampleVariance.squareRoot() }
}

extension Statistics {
  /// Of both sets together: the pairwise update of Chan, Golub and LeVeque, "Algorithms for computing the sample
  /// variance: analysis and recommendations" (1983), which loses no digits however far the means are from zero.
  @usableFromInline
  func merged(with other: Statistics) -> Statistics {
    let total = count + other.count
    let distance = other.mean - mean
    let share = Double(other.count) / Double(total)
    return Statistics(
      count: total, mean: mean + distance * share,
      squaredDeviations: squaredDeviations + other.squaredDeviations + distance * distance * share * Double(count),
      min: Swift.min(min, other.min), max: Swift.max(max, other.max))
  }
}

/// Takes numbers in one by one.
///
/// They are summed up in short stretches as distances from the mean of those before, so that nothing is divided for
/// each and nothing large is taken from something large; stretches are merged as partitions are.
@usableFromInline
struct StatisticsBuilder {
  /// Long enough for the merging not to count, short enough for an odd first number not to cost digits.
  @inlinable static var stretchLength: Int { 256 }

  @usableFromInline var whole: Statistics?
  @usableFromInline var pivot = 0.0
  @usableFromInline var count = 0
  @usableFromInline var sum = 0.0
  @usableFromInline var squares = 0.0
  @usableFromInline var least = Double.infinity
  @usableFromInline var greatest = -Double.infinity

  @inlinable init() {}

  @inlinable
  mutating func add(_ number: Double) {
    if count == 0 && whole == nil { pivot = number }
    let distance = number - pivot
    sum += distance
    squares += distance * distance
    if number < least { least = number }
    if number > greatest { greatest = number }
    count &+= 1
    if count == Self.stretchLength { endStretch() }
  }

  /// Nil if there were no numbers.
  @usableFromInline
  mutating func finish() -> Statistics? {
    if count > 0 { endStretch() }
    return whole
  }

  @usableFromInline
  mutating func endStretch() {
    let meanDistance = sum / Double(count)
    let stretch = Statistics(
      count: count, mean: pivot + meanDistance, squaredDeviations: Swift.max(0, squares - sum * meanDistance),
      min: least, max: greatest)
    let merged = whole?.merged(with: stretch) ?? stretch
    self = StatisticsBuilder()
    whole = merged
    pivot = merged.mean
  }
}
