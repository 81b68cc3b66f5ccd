import Testing

@testable import CroftDataset

@Suite struct SaveTests {
  private struct Zone: Codable, Equatable, Sendable {
    var id: Int
    var name: String?
  }

  private let zones = [Zone(id: 1, name: "a,b"), Zone(id: 2, name: nil), Zone(id: 3, name: "c\nd")]

  @Test func valuesAreSavedAsRecordsAndReadAgain() throws {
    let machine = MemoryMachine()
    try machine.run(Dataset.parallelize(zones, partitions: 2).saveAsCSV("out"))
    #expect(machine.saved == ["out/0": "id,name\n1,\"a,b\"\n", "out/1": "id,name\n2,\n3,\"c\nd\"\n"])
    let reread = MemoryMachine(files: machine.saved)
    #expect(try reread.run(Dataset.csv(in: "out/", as: Zone.self, partitions: 5).collect()) == zones)
  }

  @Test func tuplesAreSavedWithTheHeaderThatTheyAreGiven() throws {
    let machine = MemoryMachine()
    let pairs = Dataset.parallelize([("a", 1), ("b", 2)], partitions: 1)
    try machine.run(pairs.saveAsCSV("named", header: ["word", "count"]))
    try machine.run(pairs.saveAsCSV("bare", format: CSVFormat(delimiter: ";", hasHeader: false)))
    try machine.run(pairs.filter { _ in false }.saveAsCSV("empty", header: ["word", "count"]))
    #expect(
      machine.saved == [
        "named/0": "word,count\na,1\nb,2\n", "bare/0": "a;1\nb;2\n", "empty/0": "word,count\n",
      ])
  }

  @Test func aHeaderThatNobodyKnowsIsMissedBeforeAnythingRuns() {
    let machine = MemoryMachine()
    #expect(throws: CSVFormatError.self) { try machine.run(Dataset.parallelize([("a", 1)]).saveAsCSV("out")) }
    #expect(throws: CSVFormatError.self) { try machine.run(Dataset.range(0..<3).saveAsCSV("out")) }
    #expect(machine.taskCount == 0)
  }

  @Test func valuesAreSavedAsLinesOfJSONAndReadAgain() throws {
    let machine = MemoryMachine()
    try machine.run(Dataset.parallelize(zones, partitions: 2).saveAsJSONLines("out"))
    #expect(
      machine.saved == [
        "out/0": "{\"id\":1,\"name\":\"a,b\"}\n", "out/1": "{\"id\":2}\n{\"id\":3,\"name\":\"c\\nd\"}\n",
      ])
    let reread = MemoryMachine(files: machine.saved)
    #expect(try reread.run(Dataset.jsonLines(in: "out/", as: Zone.self, partitions: 5).collect()) == zones)
  }

  @Test func largePartitionsAreWrittenInPieces() throws {
    let machine = MemoryMachine()
    let numbers = Dataset.range(0..<200_000, partitions: 1)
    try machine.run(numbers.map { ($0, $0) }.saveAsCSV("csv", header: ["x", "y"]))
    try machine.run(numbers.saveAsJSONLines("json"))
    let csv = try #require(machine.saved["csv/0"]).split(separator: "\n")
    let json = try #require(machine.saved["json/0"]).split(separator: "\n")
    #expect(csv.count == 200_001 && csv.last == "199999,199999")
    #expect(json.count == 200_000 && json.last == "199999")
  }

  @Test func filesAreNamedAfterTheirFormat() {
    #expect(Dataset.range(0..<5).saveAsJSONLines("a").output == FileOutput(path: "a", fileExtension: ".jsonl"))
    let csv = Dataset.range(0..<5).saveAsCSV("a", header: ["x"], overwrite: true)
    #expect(csv.output == FileOutput(path: "a", overwrite: true, fileExtension: ".csv"))
  }
}
