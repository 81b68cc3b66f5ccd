import Testing

@testable import CroftDataset

@Suite struct FirstTests {
  @Test(arguments: [1, 2, 7])
  func theFirstElementIsThatOfTheFirstPartitionThatHasOne(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions)
    #expect(try MemoryMachine().run(source.first()) == 0)
    #expect(try MemoryMachine().run(source.filter { $0 > 70 }.first()) == 71)
    #expect(try MemoryMachine().run(source.filter { $0 < 0 }.first()) == nil)
  }

  @Test func anOptionalElementIsNotTheLackOfOne() throws {
    let optionals = Dataset.parallelize([Int?.none], partitions: 1)
    #expect(try MemoryMachine().run(optionals.first()) == .some(.none))
  }

  @Test(arguments: [1, 2, 7])
  func onlyADatasetWithoutElementsIsEmpty(partitions: Int) throws {
    let source = Dataset.range(0..<100, partitions: partitions)
    #expect(try !MemoryMachine().run(source.isEmpty()))
    #expect(try !MemoryMachine().run(source.filter { $0 == 99 }.isEmpty()))
    #expect(try MemoryMachine().run(source.filter { $0 > 99 }.isEmpty()))
    #expect(try !MemoryMachine().run(source.map { _ in Character("a") }.isEmpty()))
  }

  @Test func nothingBeyondTheFirstElementIsComputed() throws {
    let machine = MemoryMachine()
    let trapped = Dataset.range(0..<100, partitions: 10).map { try $0 == 0 ? 0 : { throw TooFar() }() }
    #expect(try machine.run(trapped.first()) == 0)
    #expect(try !machine.run(trapped.isEmpty()))
    #expect(machine.taskCount == 2)
  }

  private struct TooFar: Error {}
}
