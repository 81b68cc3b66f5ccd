import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct StatisticsTests {
  @Test(arguments: [1, 2, 7, 2_000])
  func theyAgreeWithTheirDefinition(partitions: Int) throws {
    var random = SeededRandom(seed: 54)
    let values = (0..<1_000).map { _ in Double.random(in: -5..<20, using: &random) }
    let found = try MemoryMachine().run(Dataset.parallelize(values, partitions: partitions).stats())
    let statistics = try #require(found)
    let mean = values.reduce(0, +) / 1_000
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(statistics.count == 1_000)
    #expect(statistics.mean.isNear(mean) && statistics.sum.isNear(values.reduce(0, +)))
    #expect(statistics.variance.isNear(squares / 1_000) && statistics.sampleVariance.isNear(squares / 999))
    #expect(statistics.standardDeviation.isNear((squares / 1_000).squareRoot()))
    #expect(statistics.sampleStandardDeviation.isNear((squares / 999).squareRoot()))
    #expect(statistics.min == values.min() && statistics.max == values.max())
  }

  /// A sum of squares alone would lose all of the variance here.
  @Test(arguments: [1, 3], [0.0, -7e8])
  func aSmallSpreadFarFromZeroIsKept(partitions: Int, first: Double) throws {
    let values = [1e9 + first] + (0..<9_999).map { 1e9 + Double($0 % 3) }
    let statistics = try #require(try MemoryMachine().run(Dataset.parallelize(values, partitions: partitions).stats()))
    let mean = values.reduce(0) { $0 + ($1 - 1e9) } / 10_000
    let variance = values.reduce(0) { $0 + ($1 - 1e9 - mean) * ($1 - 1e9 - mean) } / 10_000
    #expect(statistics.variance.isNear(variance, relative: 1e-9))
  }

  @Test func integersHaveThemToo() throws {
    let statistics = try #require(try MemoryMachine().run(Dataset.range(1..<5, partitions: 2).stats()))
    #expect(statistics == Statistics(count: 4, mean: 2.5, squaredDeviations: 5, min: 1, max: 4))
  }

  @Test func noNumbersHaveNoneAndOneHasNoSampleVariance() throws {
    #expect(try MemoryMachine().run(Dataset.range(0..<0, partitions: 2).stats()) == nil)
    let one = try #require(try MemoryMachine().run(Dataset.parallelize([7.5], partitions: 3).stats()))
    #expect(one.variance == 0 && one.sampleVariance.isNaN && one.mean == 7.5)
  }

  @Test func whatIsNotANumberShowsInTheMeanAndNotInTheExtremes() throws {
    let values = [1, .nan, 3.0]
    let statistics = try #require(try MemoryMachine().run(Dataset.parallelize(values, partitions: 1).stats()))
    #expect(statistics.mean.isNaN && statistics.min == 1 && statistics.max == 3)
  }
}
