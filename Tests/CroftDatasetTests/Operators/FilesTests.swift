import Testing

@testable import CroftDataset

@Suite struct FilesTests {
  private let machine = MemoryMachine(
    files: ["in/a": "one\ntwo", "in/b": "", "in/c": "three", "in/d.gz": "four", "in/e": ""])

  @Test(arguments: [nil, 1, 2, 4, 5, 1_000])
  func eachFileIsOneElementAlsoAnEmptyOne(partitions: Int?) throws {
    let files = Dataset.files(in: "in/", partitions: partitions).map { ($0.name, String($0.contents)) }
    let found = try machine.run(files.collect())
    #expect(found.map(\.0) == ["in/a", "in/b", "in/c", "in/d.gz", "in/e"])
    #expect(found.map(\.1) == ["one\ntwo", "", "three", "four", ""])
  }

  @Test func thereAreNoMorePartitionsThanFiles() throws {
    let sizes = Dataset.files(in: "in/", partitions: 1_000).mapPartitions { [$0.count] }
    #expect(try machine.run(sizes.collect()).count == 5)
  }

  @Test func filesKeepTheirNamesThroughAShuffle() throws {
    let byLength = Dataset.files(in: ["in/a", "in/c"]).map { ($0.name, $0.contents.count) }.reduceByKey(+)
    #expect(try machine.run(byLength.collect()).sorted { $0.0 < $1.0 }.map(\.1) == [7, 5])
  }
}
