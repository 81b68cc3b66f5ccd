import Testing

@testable import CroftDataset

@Suite struct NamedTests {
  @Test func aNameIsInTheDescriptionAndChangesNothingElse() throws {
    let sums = Dataset.range(0..<10, partitions: 2).map { ($0 % 3, $0) }.reduceByKey(+, partitions: 2)
    let named = sums.named("sums by remainder")
    #expect("\(named.lineage)".contains("named \"sums by remainder\""))
    let values = try MemoryMachine().run(named.collect()).map(\.1)
    #expect(values == (try MemoryMachine().run(sums.collect()).map(\.1)))
  }
}
