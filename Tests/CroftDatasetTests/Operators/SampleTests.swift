import Testing

@testable import CroftDataset

@Suite struct SampleTests {
  private let source = Dataset.range(0..<100_000, partitions: 7)

  @Test(arguments: [0.01, 0.3, 0.9])
  func aSampleIsAboutAsLargeAsAskedAndInOrder(fraction: Double) throws {
    let sample = try MemoryMachine().run(source.sample(fraction: fraction, seed: 4).collect())
    #expect(isClose(Double(sample.count), to: fraction * 100_000, variance: fraction * (1 - fraction) * 100_000))
    #expect(sample == Array(Set(sample)).sorted())
  }

  @Test(arguments: [0.01, 0.5, 3, 40])
  func withReplacementElementsComeAsOftenAsAPoissonDistributionHasIt(fraction: Double) throws {
    let source = Dataset.range(0..<20_000, partitions: 3)
    let sample = try MemoryMachine().run(source.sample(fraction: fraction, withReplacement: true, seed: 9).collect())
    #expect(isClose(Double(sample.count), to: fraction * 20_000, variance: fraction * 20_000))
    var times: [Int: Int] = [:]
    for element in sample { times[element, default: 0] += 1 }
    // A Poisson distribution's variance is its mean. The mean square deviation over n elements has itself about the
    // variance (mean + 2 mean²) / n.
    let deviation = (0..<20_000).reduce(0.0) { sum, element in
      let distance = Double(times[element] ?? 0) - fraction
      return sum + distance * distance
    }
    #expect(isClose(deviation, to: fraction * 20_000, variance: (fraction + 2 * fraction * fraction) * 20_000))
    #expect(sample == sample.sorted())
  }

  @Test func theExtremesTakeNothingAndEverything() throws {
    #expect(try MemoryMachine().run(source.sample(fraction: 0).count()) == 0)
    #expect(try MemoryMachine().run(source.sample(fraction: 0, withReplacement: true).count()) == 0)
    #expect(try MemoryMachine().run(source.sample(fraction: 1).count()) == 100_000)
  }

  @Test func theSeedDecides() throws {
    for withReplacement in [false, true] {
      let draw: (UInt64) throws -> [Int] = { seed in
        let sample = source.sample(fraction: 0.1, withReplacement: withReplacement, seed: seed)
        return try MemoryMachine().run(sample.collect())
      }
      #expect(try draw(1) == draw(1))
      #expect(try draw(1) != draw(2))
    }
  }

  @Test func partitionsAreDrawnApart() throws {
    let places = Dataset.range(0..<2, partitions: 2).flatMap { _ in 0..<1000 }.sample(fraction: 0.5).glom()
    let drawn = try MemoryMachine().run(places.collect())
    #expect(drawn[0] != drawn[1])
  }

  @Test(arguments: [(-0.1, false), (1.1, false), (.nan, true), (-1, true), (.infinity, true)] as [(Double, Bool)])
  func aFractionThatMakesNoSenseIsRefused(fraction: Double, withReplacement: Bool) {
    #expect(throws: InvalidFraction.self) {
      try MemoryMachine().run(source.sample(fraction: fraction, withReplacement: withReplacement).count())
    }
  }

  /// Within five standard deviations, which one seed in two million misses; the seeds here are fixed.
  private func isClose(_ found: Double, to expected: Double, variance: Double) -> Bool {
    abs(found - expected) <= 5 * variance.squareRoot() + 1
  }
}
