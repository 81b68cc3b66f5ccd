import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct SetOperatorTests {
  private let first = WideFixture.skewedPairs(9_000, keys: 6_000, seed: 51).map(\.0)
  private let second = WideFixture.skewedPairs(9_000, keys: 6_000, seed: 52).map { $0.0 + 2 }

  @Test(arguments: [nil, 1, 3], WideFixture.machines.map(\.memoryBytes))
  func distinctElementsComeOnce(partitions: Int?, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let found = try machine.run(Dataset.parallelize(first, partitions: 3).distinct(partitions: partitions).collect())
    #expect(found.sorted() == Set(first).sorted())
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test(arguments: [nil, 1, 3], WideFixture.machines.map(\.memoryBytes))
  func anIntersectionHasWhatBothHaveOnce(partitions: Int?, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let both = Dataset.parallelize(first, partitions: 3)
      .intersection(Dataset.parallelize(second, partitions: 2), partitions: partitions)
    #expect(try machine.run(both.collect()).sorted() == Set(first).intersection(second).sorted())
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test(arguments: [0, 1], WideFixture.machines.map(\.memoryBytes))
  func aDifferenceKeepsDuplicates(choice: Int, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let rest = Dataset.parallelize(first.map { "word \($0)" }, partitions: 3)
      .subtract(Dataset.parallelize(second.map { "word \($0)" }, partitions: 2))
    let others = Set(second)
    let expected = first.filter { !others.contains($0) }.map { "word \($0)" }
    #expect(try machine.run(rest.collect(), choices: [choice]).sorted() == expected.sorted())
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
  }

  @Test func emptySetsAreFine() throws {
    let (some, none) = (Dataset.range(0..<5), Dataset<Int>.parallelize([]))
    let machine = MemoryMachine()
    #expect(try machine.run(none.distinct().count()) == 0)
    #expect(try machine.run(some.intersection(none).count()) == 0)
    #expect(try machine.run(some.subtract(none).collect()).sorted() == [0, 1, 2, 3, 4])
    #expect(try machine.run(none.subtract(some).count()) == 0)
  }
}
