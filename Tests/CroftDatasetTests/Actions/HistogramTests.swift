import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct HistogramTests {
  @Test(arguments: [1, 2, 7])
  func evenBucketsReachFromTheSmallestToTheLargest(partitions: Int) throws {
    let source = Dataset.range(0..<101, partitions: partitions)
    let histogram = try #require(try MemoryMachine().run(source.histogram(buckets: 4)))
    #expect(histogram.bounds == [0, 25, 50, 75, 100] && histogram.counts == [25, 25, 25, 26])
    let doubles = try MemoryMachine().run(source.map { Double($0) / 10 }.histogram(buckets: 1))
    #expect(doubles?.bounds == [0, 10] && doubles?.counts == [101])
  }

  @Test(arguments: [1, 3, 10, 97])
  func everyNumberIsWhereTheBoundsSay(buckets: Int) throws {
    var random = SeededRandom(seed: 55)
    let values =
      (0..<500).map { _ in Double.random(in: -1e3..<1e3, using: &random) } + (0..<500).map { Double($0) / 10 }
    let source = Dataset.parallelize(values, partitions: 4)
    let histogram = try #require(try MemoryMachine().run(source.histogram(buckets: buckets)))
    #expect(histogram.counts == expected(values, histogram.bounds))
    #expect(histogram.counts.reduce(0, +) == values.count)
    #expect(try MemoryMachine().run(source.histogram(bounds: histogram.bounds)) == histogram)
  }

  @Test func numbersOutsideOfTheBoundsAreLeftOut() throws {
    let source = Dataset.parallelize([-1, 0, 1, 1.5, 2, 4, 4.1, .nan, .infinity], partitions: 3)
    let histogram = try MemoryMachine().run(source.histogram(bounds: [0, 1, 2, 4]))
    #expect(histogram.counts == [1, 2, 2])
  }

  @Test func numbersThatAreAllTheSameAreInOneBucket() throws {
    let histogram = try MemoryMachine().run(Dataset.parallelize([5, 5, 5], partitions: 2).histogram(buckets: 10))
    #expect(histogram?.bounds == [5, 5] && histogram?.counts == [3])
  }

  @Test func theWidestRangeHasBuckets() throws {
    let ends = [-Double.greatestFiniteMagnitude, 0, 1, .greatestFiniteMagnitude]
    let wide = try #require(try MemoryMachine().run(Dataset.parallelize(ends, partitions: 2).histogram(buckets: 2)))
    #expect(wide.counts == expected(ends, wide.bounds) && wide.counts.reduce(0, +) == 4)
    let tiny = [0, Double.leastNonzeroMagnitude]
    let narrow = try #require(try MemoryMachine().run(Dataset.parallelize(tiny, partitions: 1).histogram(buckets: 3)))
    #expect(narrow.counts.reduce(0, +) == 2)
  }

  @Test func noNumbersHaveNoBuckets() throws {
    #expect(try MemoryMachine().run(Dataset.range(0..<0, partitions: 2).histogram(buckets: 3)) == nil)
    let none = Dataset.parallelize([Double.nan], partitions: 2)
    #expect(try MemoryMachine().run(none.histogram(buckets: 3)) == nil)
    #expect(try MemoryMachine().run(none.histogram(bounds: [0, 1])).counts == [0])
  }

  @Test func bucketsThatMakeNoSenseAreRefused() throws {
    let machine = MemoryMachine()
    let source = Dataset.parallelize([1.0, .infinity], partitions: 1)
    #expect(throws: InvalidBuckets.self) { try machine.run(source.histogram(buckets: 0)) }
    #expect(throws: InvalidBuckets.self) { try machine.run(source.histogram(buckets: 1_000_001)) }
    for bounds in [[], [1], [1, 1], [2, 1], [0, .nan]] {
      #expect(throws: InvalidBuckets.self) { try machine.run(source.histogram(bounds: bounds)) }
    }
    #expect(machine.taskCount == 0)
    #expect(throws: InvalidBuckets.self) { try machine.run(source.histogram(buckets: 2)) }
  }

  private func expected(_ values: [Double], _ bounds: [Double]) -> [Int] {
    bounds.indices.dropLast().map { bucket in
      let isLast = bucket == bounds.count - 2
      return values.count { $0 >= bounds[bucket] && (isLast ? $0 <= bounds[bucket + 1] : $0 < bounds[bucket + 1]) }
    }
  }
}
