import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct LinesTests {
  private let files = [
    "in/a": "one\ntwo\r\n\nthree", "in/b": "", "in/c": "four\n", "in/d": "größe\nsix", "other": "7\n",
  ]

  @Test(arguments: [nil, 1, 2, 3, 7, 20, 1_000])
  func eachLineOfEachFileIsReadOnceInOrder(partitions: Int?) throws {
    let lines = Dataset.lines(in: "in/", partitions: partitions).map { String($0) }
    #expect(
      try MemoryMachine(files: files).run(lines.collect()) == ["one", "two", "", "three", "four", "größe", "six"])
  }

  @Test func patternsAreReadInTheirOrder() throws {
    let lines = Dataset.lines(in: ["other", "in/c"], partitions: 4)
    #expect(try MemoryMachine(files: files).run(lines.collect()) == ["7", "four"])
  }

  @Test func linesOfNothingAreNone() throws {
    #expect(try MemoryMachine(files: files).run(Dataset.lines(in: "in/b").collect()) == [])
    #expect(try MemoryMachine(files: files).run(Dataset.lines(in: "in/b").count()) == 0)
  }

  @Test func missingInputIsNamed() {
    #expect(throws: MemoryFileMissing(path: "nowhere")) {
      try MemoryMachine(files: files).run(Dataset.lines(in: ["in/a", "nowhere"]).count())
    }
  }

  @Test func aFileThatGotShorterIsNamed() throws {
    let machine = MemoryMachine(files: ["in/a": "four"])
    let source = Dataset.lines(in: "in/a")
    let graph = try StageGraph(endingAt: source.count().lineage, choices: [])
    var piece = ByteWriter()
    FilePiece.encodeAll([FilePiece(path: "in/a", range: 0..<9)], into: &piece)
    let context = TaskContext(
      attempt: TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0), graph: graph,
      partitionCounts: [1, 1],
      inputs: TaskInputs([TaskInput(source: 0, partition: 0, bytes: piece.copy())]),
      services: machine)
    let problem = #expect(throws: InputChanged.self) {
      _ = try context.open(try context.filePieces(of: source.lineage, 0)[0])
    }
    #expect(problem?.description.hasPrefix("in/a has 4 bytes now but had at least 9 when the job began") == true)
  }
}
