import Testing

@testable import CroftDataset

@Suite struct JSONLinesInputTests {
  private struct Event: Codable, Equatable, Sendable {
    var id: Int
    var tags: [String]?
  }

  private let machine = MemoryMachine(
    files: [
      "in/a": "{\"id\": 1, \"tags\": [\"x\", \"y\"]}\n\n{\"id\": 2, \"more\": {}}\r\n  \n{\"id\": 3}",
      "in/b": "{\"id\": 4}\n{\"id\": \"five\"}\nnot JSON\n{\"id\": 6}\n",
    ])

  @Test(arguments: [nil, 1, 2, 5, 100])
  func eachLineIsAValueAndOthersAreCounted(partitions: Int?) throws {
    let dirty = Accumulator<Int>.sum("dirty")
    let events = Dataset.jsonLines(
      in: "in/", as: Event.self, onMalformed: .skip(counting: dirty), partitions: partitions)
    let found = try machine.run(events.collect())
    #expect(found.map(\.id) == [1, 2, 3, 4, 6])
    #expect(found.map(\.tags) == [["x", "y"], nil, nil, nil, nil])
    #expect(machine.accumulators[dirty] == 2)
  }

  @Test func aLineThatDoesNotFitFailsItsTaskWithItsPlace() {
    let events = Dataset.jsonLines(in: "in/b", as: Event.self, partitions: 1)
    let error = #expect(throws: JSONLineError.self) { try machine.run(events.collect()) }
    #expect(error?.file == "in/b")
    #expect(error?.position == 10)
  }
}
