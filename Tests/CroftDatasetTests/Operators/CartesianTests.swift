import Testing

@testable import CroftDataset

@Suite struct CartesianTests {
  @Test(arguments: [1, 3], [Int.max, 5_000, 0])
  func everyElementMeetsEveryOther(partitions: Int, memoryBytes: Int) throws {
    let machine = MemoryMachine(memoryBytes: memoryBytes)
    let first = Dataset.range(0..<60, partitions: 2)
    let second = Dataset.range(0..<1_000, partitions: partitions).map { "other \($0) with a name of some length" }
    let both = first.cartesian(second)
    let found = try machine.run(both.collect())
    #expect(found.count == 60_000)
    #expect(Set(found.map { "\($0.0) \($0.1)" }).count == 60_000)
    #expect((machine.spillCount > 0) == (memoryBytes < .max))
    #expect(try machine.run(both.glom().collect()).count == 2 * partitions)
  }

  /// More elements than a part has, so that parts differ in how much of them fits in memory.
  @Test(arguments: [200_000, 60_000, 0])
  func pairsComeInOneOrderHoweverLittleMemoryThereIs(memoryBytes: Int) throws {
    let first = Dataset.range(0..<5, partitions: 1)
    let both = first.cartesian(
      Dataset.range(0..<10_000, partitions: 1).map { "other \($0) with a name of some length" })
    let found = try MemoryMachine(memoryBytes: memoryBytes).run(both.map { "\($0.0) \($0.1)" }.collect())
    let expected = stride(from: 0, to: 10_000, by: 4096).flatMap { start in
      (0..<5).flatMap { first in
        (start..<min(start + 4096, 10_000)).map { "\(first) other \($0) with a name of some length" }
      }
    }
    #expect(found == expected)
  }

  @Test func anEmptySideLeavesNothing() throws {
    let none = Dataset<Int>.parallelize([], partitions: 2)
    let some = Dataset.range(0..<10, partitions: 3)
    #expect(try MemoryMachine().run(none.cartesian(some).count()) == 0)
    #expect(try MemoryMachine().run(some.cartesian(none).count()) == 0)
  }
}
