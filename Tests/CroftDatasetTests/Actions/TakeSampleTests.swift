import Testing

@testable import CroftDataset

@Suite struct TakeSampleTests {
  @Test(arguments: [0, 1, 10, 99, 100, 150], [1, 2, 7, 150])
  func exactlySoManyAreDrawn(count: Int, partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions)
    let picked = try MemoryMachine().run(source.takeSample(count, seed: 1))
    #expect(picked.count == min(count, 100) && Set(picked).count == picked.count)
    #expect(picked.allSatisfy { (0..<100).contains($0) })
    let drawn = try MemoryMachine().run(source.takeSample(count, withReplacement: true, seed: 1))
    #expect(drawn.count == count && drawn.allSatisfy { (0..<100).contains($0) })
    let none = source.filter { $0 < 0 }
    #expect(try MemoryMachine().run(none.takeSample(count)).isEmpty)
    #expect(try MemoryMachine().run(none.takeSample(count, withReplacement: true)).isEmpty)
  }

  @Test(arguments: [1 << 26 + 1, .max])
  func moreDrawsThanATaskCanHoldAreRefused(count: Int) throws {
    let source = Dataset.range(0..<10, partitions: 2)
    let error = #expect(throws: TooManyDraws.self) {
      try MemoryMachine().run(source.takeSample(count, withReplacement: true))
    }
    #expect(error?.asked == count)
    #expect(try MemoryMachine().run(source.takeSample(count)).count == 10)
  }

  @Test(arguments: [false, true])
  func aSeedDrawsTheSameAgainAndAnotherOneSomethingElse(withReplacement: Bool) throws {
    let source = Dataset.range(0..<1_000, partitions: 5)
    func draw(_ seed: UInt64) throws -> [Int] {
      try MemoryMachine().run(source.takeSample(20, withReplacement: withReplacement, seed: seed))
    }
    #expect(try draw(1) == draw(1))
    #expect(try draw(1) != draw(2))
  }

  /// Pearson's test over how often each element is drawn, and over how often it is drawn first. Partitions are of very
  /// different sizes, because it is by their sizes that samples are merged.
  @Test(arguments: [false, true], [(1, 1), (3, 3), (10, 4)])
  func everyElementIsAsLikely(withReplacement: Bool, shape: (count: Int, partitions: Int)) throws {
    let (trials, elements) = (1_000, 20)
    let source = Dataset.range(0..<80, partitions: shape.partitions).filter { $0 < 15 || $0 > 74 }
    let places = Dictionary(uniqueKeysWithValues: zip(Array(0..<15) + Array(75..<80), 0..<elements))
    var drawn = [Int](repeating: 0, count: elements)
    var drawnFirst = drawn
    for seed in 0..<trials {
      let sample = try MemoryMachine().run(
        source.takeSample(shape.count, withReplacement: withReplacement, seed: UInt64(seed)))
      for element in sample { drawn[places[element]!] += 1 }
      drawnFirst[places[sample[0]]!] += 1
    }
    // With 19 degrees of freedom the statistic is beyond 43.8 once in a thousand times; the seeds are fixed.
    #expect(chiSquared(drawn, expected: Double(trials * shape.count) / Double(elements)) < 43.8)
    #expect(chiSquared(drawnFirst, expected: Double(trials) / Double(elements)) < 43.8)
  }

  /// With replacement the draws are independent of one another: both of two are the same element once in ten times.
  @Test(arguments: [1, 3])
  func drawsWithReplacementAreIndependent(partitions: Int) throws {
    let source = Dataset.range(0..<10, partitions: partitions)
    let pairs = try (0..<2_000).map {
      try MemoryMachine().run(source.takeSample(2, withReplacement: true, seed: UInt64($0)))
    }
    #expect((155...245).contains(pairs.count { $0[0] == $0[1] }))
  }

  private func chiSquared(_ counts: [Int], expected: Double) -> Double {
    counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
}
