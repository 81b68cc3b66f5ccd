import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct OrderTests {
  @Test(arguments: [0, 1, 10, 500, 600])
  func takeOrderedGivesTheSmallestFirst(limit: Int) throws {
    var random = SeededRandom(seed: 52)
    let values = (0..<500).map { _ in Int.random(in: 0..<300, using: &random) }
    for partitions in [1, 2, 7] {
      let source = Dataset.parallelize(values, partitions: partitions)
      #expect(try MemoryMachine().run(source.takeOrdered(limit)) == Array(values.sorted().prefix(limit)))
      let largest = source.map { ("\($0)", $0) }.takeOrdered(limit) { $0.1 > $1.1 }
      #expect(try MemoryMachine().run(largest).map(\.1) == Array(values.sorted(by: >).prefix(limit)))
    }
  }

  @Test func aNegativeNumberOfElementsIsRefused() throws {
    let machine = MemoryMachine()
    let source = Dataset.range(0..<10)
    let refused = InvalidLimit(asked: -1)
    #expect(throws: refused) { try machine.run(source.take(-1)) }
    #expect(throws: refused) { try machine.run(source.top(-1)) }
    #expect(throws: refused) { try machine.run(source.takeOrdered(-1)) }
    #expect(throws: refused) { try machine.run(source.takeSample(-1)) }
    #expect(throws: refused) { try machine.run(source.takeSample(-1, withReplacement: true)) }
    #expect(machine.taskCount == 0)
  }

  @Test(arguments: [1, 2, 7])
  func theExtremesAreFound(partitions: Int) throws {
    var random = SeededRandom(seed: 53)
    let values = (0..<300).map { _ in Int.random(in: -1_000..<1_000, using: &random) }
    let source = Dataset.parallelize(values, partitions: partitions)
    #expect(try MemoryMachine().run(source.min()) == values.min())
    #expect(try MemoryMachine().run(source.max()) == values.max())
    #expect(
      try MemoryMachine().run(source.min { $0.magnitude < $1.magnitude }) == values.min { $0.magnitude < $1.magnitude })
    #expect(try MemoryMachine().run(source.filter { $0 > 2_000 }.min()) == nil)
    #expect(try MemoryMachine().run(source.filter { $0 > 2_000 }.max()) == nil)
  }

  @Test(arguments: [1, 2, 7])
  func ofEqualElementsTheFirstIsTheSmallestAndTheLastTheLargest(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions).map { ($0 % 10, $0) }
    #expect(try #require(try MemoryMachine().run(source.min { $0.0 < $1.0 })) == (0, 0))
    #expect(try #require(try MemoryMachine().run(source.max { $0.0 < $1.0 })) == (9, 99))
  }
}
