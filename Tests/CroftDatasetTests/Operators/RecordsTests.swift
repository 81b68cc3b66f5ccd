import Testing

@testable import CroftDataset

@Suite struct RecordsTests {
  @Test(arguments: [1, 2, 3, 7, 100])
  func recordsAreReadWholeHoweverFilesAreCut(partitions: Int) throws {
    let machine = MemoryMachine(files: ["in/a": "aaabbbccc", "in/b": "", "in/c": "ddd", "in/d": "eeefff"])
    let records = Dataset.records(in: "in/", length: 3, partitions: partitions)
    let found = try machine.run(records.collect()).map(String.init)
    #expect(found == ["aaa", "bbb", "ccc", "ddd", "eee", "fff"])
  }

  @Test func piecesBeginAtRecords() {
    let files = [InputFile(path: "a", size: 10), InputFile(path: "b", size: 3)]
    let splits = RecordSplits(inRecords: FileSplits(files: files, count: 4), recordBytes: 100)
    let pieces = (0..<4).map { splits.pieces($0) }
    #expect(pieces.joined().reduce(0) { $0 + $1.range!.count } == 1_300)
    #expect(pieces.joined().allSatisfy { $0.range!.lowerBound % 100 == 0 && $0.range!.count % 100 == 0 })
    #expect(pieces.allSatisfy { (300...400).contains($0.reduce(0) { $0 + $1.range!.count }) })
    #expect(splits.totalBytes == 1_300)
  }

  @Test func theSizeOfCompressedFilesIsUnknownIfItIsNoInt() throws {
    let machine = MemoryMachine(files: ["a.gz": "x", "b.gz": "y"])
    let splits = try RecordPlanner(pattern: "", recordBytes: .max, partitions: nil).plan(with: machine)
    #expect(splits.totalBytes == nil)
  }

  @Test func aFileThatEndsWithinARecordIsNamedBeforeAnythingRuns() {
    let machine = MemoryMachine(files: ["in/a": "aaabbb", "in/b": "aaab"])
    #expect(throws: PartialRecord(path: "in/b", size: 4, recordBytes: 3)) {
      try machine.run(Dataset.records(in: "in/", length: 3).count())
    }
    #expect(machine.taskCount == 0)
  }

  @Test(arguments: [0, -5])
  func aRecordHasAtLeastOneByte(length: Int) {
    let machine = MemoryMachine(files: ["in": "aaa"])
    #expect(throws: InvalidRecordLength(length: length)) {
      try machine.run(Dataset.records(in: "in", length: length).count())
    }
  }

  @Test func noInputIsNoRecords() throws {
    let machine = MemoryMachine(files: ["in": ""])
    #expect(try machine.run(Dataset.records(in: "in", length: 7).count()) == 0)
  }

  @Test(arguments: [1, 3])
  func recordsAreSortedByAPartOfThem(partitions: Int) throws {
    let records = ["x3a", "x1b", "x2c", "x1d", "x9e", "x2f"]
    let machine = MemoryMachine(files: ["in": records.joined()])
    let sorted = Dataset.records(in: "in", length: 3, partitions: 2)
      .sortBy(partitions: partitions) { $0.dropFirst().prefix(1) }
    try machine.run(sorted.saveAsRecords("out"))
    let parts = (0..<partitions).map { machine.saved["out/\($0)"] ?? "" }
    #expect(parts.joined() == "x1bx1dx2cx2fx3ax9e")
  }
}
