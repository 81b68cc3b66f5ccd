import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CSVTests {
  private func records(
    _ files: [String: String], _ format: CSVFormat = .standard, partitions: Int? = nil
  ) throws -> [[String]] {
    let rows = Dataset.csv(in: files.keys.sorted(), format: format, partitions: partitions)
    return try MemoryMachine(files: files).run(
      rows.map { row in
        try (0..<row.count).map { String(try row[$0]) }
      }.collect())
  }

  @Test(arguments: [nil, 1, 2, 3, 7, 50, 1_000])
  func recordsOfAllFilesAreReadOnceInOrderWithoutTheirHeaders(partitions: Int?) throws {
    let files = [
      "a.csv": "name,note\none,\"first\nsecond\"\ntwo,\"a \"\"word\"\"\"\n", "b.csv": "name,note\r\nthree,\"x,y\"\r\n",
      "c.csv": "name,note\n", "d.csv": "", "e.csv": "name,note\nfour,last",
    ]
    #expect(
      try records(files, partitions: partitions) == [
        ["one", "first\nsecond"], ["two", "a \"word\""], ["three", "x,y"], ["four", "last"],
      ])
  }

  @Test func randomTablesComeBackHoweverTheyAreCut() throws {
    var random = SeededRandom(seed: 61)
    for turn in 0..<200 {
      var files: [String: String] = [:]
      var expected: [[String]] = []
      for name in 0..<Int.random(in: 1...3, using: &random) {
        let writer = try CSVRecordWriter<[String]>(format: CSVFormat(hasHeader: true), header: ["x", "y"])
        for _ in 0..<Int.random(in: 0...6, using: &random) {
          let record = (0..<2).map { _ in
            String(
              (0..<Int.random(in: 0...6, using: &random)).map { _ in "ab,\"\"\n\n".randomElement(using: &random)! })
          }
          try writer.append(record)
          expected.append(record)
        }
        files["\(name)"] = writer.withBytes { String(decoding: $0, as: UTF8.self) }
      }
      let partitions = Int.random(in: 1...40, using: &random)
      #expect(try records(files, partitions: partitions) == expected, "turn \(turn), \(partitions) partitions")
    }
  }

  @Test func filesWithoutQuotesNeedNoFirstPass() throws {
    #expect(Dataset.csv(in: "a", format: .tabSeparated).lineage.sideInputs.isEmpty)
    #expect(try records(["a": "x\ty\n1\t\"2\n3\t4\n"], .tabSeparated, partitions: 4) == [["1", "\"2"], ["3", "4"]])
  }

  @Test(arguments: [1, 2, 5])
  func compressedFilesAmongOthersAreReadWhole(partitions: Int) throws {
    let files = ["a": "x\n1\n\"2\n2\"\n3\n", "b.gz": "x\n\"4\n4\"\n5\n", "c": "x\n\"6\n6\"\n"]
    #expect(try records(files, partitions: partitions) == [["1"], ["2\n2"], ["3"], ["4\n4"], ["5"], ["6\n6"]])
  }

  @Test func columnsAreFoundByName() throws {
    let fares = Dataset.csv(in: "trips").map { try $0.double("fare") ?? 0 }
    #expect(try MemoryMachine(files: ["trips": "id,fare\n1,2.5\n2,\n3,4\n"]).run(fares.sum()) == 6.5)
  }

  @Test func filesWithDifferentHeadersAreRefusedBeforeAnythingRuns() {
    let machine = MemoryMachine(files: ["in/a": "x,y\n1,2\n", "in/b": "", "in/c": "x,z\n"])
    let error = #expect(throws: DifferentHeaders.self) { try machine.run(Dataset.csv(in: "in/").count()) }
    #expect(
      error?.description.hasPrefix(
        "in/a and in/c have different headers: column 1 is \"y\" in the first and \"z\" in the second") == true)
    #expect(machine.taskCount == 0)
  }

  @Test func aHeaderOfAnyReasonableLengthIsRead() throws {
    let names = (0..<20_000).map { "column \($0)" }
    let table = names.joined(separator: ",") + "\n" + names.indices.map(String.init).joined(separator: ",") + "\n"
    let last = Dataset.csv(in: "wide").map { try $0.int("column 19999") ?? -1 }
    #expect(try MemoryMachine(files: ["wide": table]).run(last.collect()) == [19_999])
    let endless = MemoryMachine(files: ["endless": String(repeating: "x", count: 5 << 20)])
    let error = #expect(throws: CSVError.self) { try endless.run(Dataset.csv(in: "endless").count()) }
    #expect(error?.problem.hasPrefix("the header has no end within 4 MiB") == true)
  }

  @Test func aFormatThatNoFileCanHaveIsRefused() {
    #expect(throws: CSVFormatError.self) {
      try MemoryMachine(files: ["a": "x"]).run(Dataset.csv(in: "a", format: CSVFormat(delimiter: "é")).count())
    }
  }

  @Test func malformedQuotingIsAnErrorWithItsPlace() {
    let error = #expect(throws: CSVError.self) { try records(["a": "x\n1\n2\"\n"], partitions: 2) }
    #expect(error?.file == "a")
    #expect(error?.position == 5)
  }
}
