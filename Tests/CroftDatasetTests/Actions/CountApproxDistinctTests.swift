import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CountApproxDistinctTests {
  /// Three times the standard deviation, and one for what few elements can be off by; the hash is fixed, so what passes
  /// once passes always.
  @Test(arguments: [0, 1, 2, 10, 100, 1_000, 5_000, 20_000], [0.2, 0.05, 0.01])
  func theNumberIsAboutRight(distinct: Int, deviation: Double) throws {
    let source = Dataset.range(0..<distinct * 3, partitions: 3)
    let integers = source.map { $0 % max(distinct, 1) }.countApproxDistinct(relativeStandardDeviation: deviation)
    let found = try MemoryMachine().run(integers)
    let mostApart = 1 + 3 * deviation * Double(distinct)
    #expect(abs(Double(found - distinct)) <= mostApart)
    let strings = source.map { "key \($0 % max(distinct, 1))" }.countApproxDistinct(
      relativeStandardDeviation: deviation)
    #expect(abs(Double(try MemoryMachine().run(strings) - distinct)) <= mostApart)
  }

  @Test func theSpreadIsAsPromised() {
    var random = SeededRandom(seed: 56)
    var squares = 0.0
    for _ in 0..<200 {
      var sketch = HyperLogLog(precision: 8)
      for _ in 0..<3_000 { sketch.add(random.next()) }
      let error = sketch.estimate / 3_000 - 1
      squares += error * error
    }
    // 1.04 / √256 is 0.065; of 200 trials the root mean square is within a quarter of it, and is never nothing.
    #expect((0.049...0.081).contains((squares / 200).squareRoot()))
  }

  @Test func sketchesOfPartsMergeIntoThatOfTheWhole() {
    var random = SeededRandom(seed: 57)
    let hashes = (0..<1_000).map { _ in random.next() } + [0, .max, 1]
    var whole = HyperLogLog(precision: 4)
    var parts = [HyperLogLog(precision: 4), HyperLogLog(precision: 4)]
    for (index, hash) in hashes.enumerated() {
      whole.add(hash)
      parts[index % 2].add(hash)
    }
    parts[0].merge(parts[1].registers)
    #expect(parts[0].registers == whole.registers)
  }

  @Test func valuesThatAreEqualAreCountedOnce() throws {
    let zeros = Dataset.parallelize([0.0, -0.0, 1], partitions: 3)
    #expect(try MemoryMachine().run(zeros.countApproxDistinct()) == 2)
  }

  @Test(arguments: [0, -1, 1, 0.0005, .nan, .infinity])
  func anExactnessThatNoSketchHasIsRefused(deviation: Double) {
    let machine = MemoryMachine()
    let source = Dataset.range(0..<10)
    #expect(throws: InvalidDeviation.self) {
      try machine.run(source.countApproxDistinct(relativeStandardDeviation: deviation))
    }
    #expect(machine.taskCount == 0)
  }

  @Test func theFinestSketchIsGranted() {
    #expect(HyperLogLog.precision(relativeStandardDeviation: HyperLogLog.leastDeviation) == 22)
    #expect(HyperLogLog.precision(relativeStandardDeviation: 0.05) == 9)
    #expect(HyperLogLog.precision(relativeStandardDeviation: 0.9) == 4)
  }
}
