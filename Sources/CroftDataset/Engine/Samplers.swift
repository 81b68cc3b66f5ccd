import Glibc

/// How much of a dataset to take, and how.
@usableFromInline
struct Sampling: Sendable {
  let fraction: Double
  let withReplacement: Bool
  let seed: UInt64

  /// With replacement an element may come more than once; so often on average, and a task would never end.
  private static let largestFraction = 1_000_000.0

  /// Why it makes no sense.
  var problem: (any Error)? {
    let largest = withReplacement ? Self.largestFraction : 1
    return (0...largest).contains(fraction)
      ? nil : InvalidFraction(asked: fraction, largest: largest, withReplacement: withReplacement)
  }

  @usableFromInline
  static func attached(to node: LineageNode) -> Sampling {
    guard let sampling = node.attachment as? Sampling else { preconditionFailure("\(node) takes no sample") }
    return sampling
  }
}

/// Takes each element with the same probability.
@usableFromInline
struct BernoulliSampler {
  @usableFromInline var random: SplitMix64
  /// Of the 2⁵³ random numbers, how many take an element: for a fraction of 1 all of them.
  @usableFromInline let takingNumbers: UInt64

  @usableFromInline
  init(_ sampling: Sampling, partition: Int) {
    random = SplitMix64(seed: sampling.seed, stream: partition)
    takingNumbers = UInt64(sampling.fraction * 0x1p53)
  }

  @inlinable
  mutating func takesNext() -> Bool { random.next53() < takingNumbers }
}

/// Takes each element so often, as a Poisson distribution has it: what drawing with replacement comes to when the
/// number of draws is not fixed.
@usableFromInline
struct PoissonSampler {
  private var random: SplitMix64
  private let wholeSteps: Int
  private let stepLimit: Double
  private let restLimit: Double

  /// Knuth's method takes time in proportion to the mean and fails where exp(-mean) is 0. A sum of Poisson numbers is
  /// one for the sum of their means, so a large mean is drawn in steps of this size.
  private static let stepMean = 16.0

  @usableFromInline
  init(_ sampling: Sampling, partition: Int) {
    random = SplitMix64(seed: sampling.seed, stream: partition)
    wholeSteps = Int(sampling.fraction / Self.stepMean)
    stepLimit = exp(-Self.stepMean)
    restLimit = exp(-(sampling.fraction - Double(wholeSteps) * Self.stepMean))
  }

  @usableFromInline
  mutating func next() -> Int {
    var count = draw(restLimit)
    for _ in 0..<wholeSteps { count += draw(stepLimit) }
    return count
  }

  /// How many uniform numbers it takes for their product to fall to `limit` (Knuth, TAOCP 2, section 3.4.1).
  private mutating func draw(_ limit: Double) -> Int {
    var product = Double(random.next53()) * 0x1p-53
    var count = 0
    while product > limit {
      product *= Double(random.next53()) * 0x1p-53
      count += 1
    }
    return count
  }
}

/// A part of a dataset that can't be taken.
struct InvalidFraction: Error, Equatable, CustomStringConvertible {
  let asked: Double
  let largest: Double
  let withReplacement: Bool

  var description: String {
    """
    a fraction of \(asked) was asked for: a sample with\(withReplacement ? "" : "out") replacement takes 0 to \
    \(Int(largest)) of a dataset
    """
  }
}
