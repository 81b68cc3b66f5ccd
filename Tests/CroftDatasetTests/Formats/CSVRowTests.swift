import Testing

@testable import CroftDataset

@Suite struct CSVRowTests {
  static let trips = "day,zone,\"fare, net\",note\n2024-01-31,132,12.5,\"a \"\"b\"\"\"\n2024-02-01,,x\n"

  private func rows(_ text: String = trips, _ format: CSVFormat = .standard) throws -> [CSVRow] {
    try CSVTable(text, format).rows()
  }

  @Test func fieldsAreFoundByNameAndByPosition() throws {
    let row = try #require(try rows().first)
    #expect(try row["day"] == "2024-01-31" && row[0] == "2024-01-31")
    #expect(try row.int("zone") == 132 && row.int(1) == 132)
    #expect(try row.double("fare, net") == 12.5 && row.double(2) == 12.5)
    #expect(try row["note"] == "a \"b\"")
    #expect(row.count == 4 && row.columns == ["day", "zone", "fare, net", "note"])
    #expect(row.text == "2024-01-31,132,12.5,\"a \"\"b\"\"\"")
    #expect(row.position(ofColumn: "zone") == 1 && row.position(ofColumn: "nowhere") == nil)
  }

  @Test func quotedNumbersAreNumbers() throws {
    let row = try #require(try rows("\"12\",\"-0.5\",\"\"\n", CSVFormat(hasHeader: false)).first)
    #expect(row.int(0) == 12 && row.double(1) == -0.5 && row.int(2) == nil && row.double(2) == nil)
  }

  @Test func fieldsThatAreEmptyOrMissingOrNoNumbersAreNil() throws {
    let row = try #require(try rows().last)
    #expect(try row.int("zone") == nil && row.double("fare, net") == nil && row.double("note") == nil)
    #expect(row.int(17) == nil && row.double(-1) == nil && row.int(.max) == nil)
  }

  @Test func aMissingFieldIsAnErrorWithItsPlace() throws {
    let row = try #require(try rows().last)
    let error = #expect(throws: CSVError.self) { try row["note"] }
    #expect(
      error?.description
        == "table.csv, record at byte 56, column \"note\": the record has 3 fields and none here")
    #expect(throws: CSVError.self) { try row[-1] }
  }

  @Test func anUnknownColumnIsAnErrorThatNamesTheKnownOnes() throws {
    let row = try #require(try rows().first)
    let error = #expect(throws: CSVError.self) { try row.double("far") }
    #expect(error?.problem == "no such column; the file has day, zone, fare, net, note")
    let headless = try #require(try rows("1\n", CSVFormat(hasHeader: false)).first)
    #expect(throws: CSVError.self) { try headless.int("a") }
  }

  @Test func namesOfEveryLengthAreFound() throws {
    let names = (0...40).map { String(repeating: "n", count: $0) + "x" } + ["ab", "ba", "aab", "aba", "größe", "é"]
    let columns = CSVColumns(names.map { Text($0) })
    for (position, name) in names.enumerated() { #expect(columns.index(of: name) == position) }
    for name in ["", "y", "nn", "nnnnnnnnnnnnnnnnnny"] { #expect(columns.index(of: name) == nil) }
    #expect(CSVColumns(["a", "a", ""]).index(of: "a") == 0)
    #expect(CSVColumns(["a", "a", ""]).index(of: "") == 2)
  }

  @Test func theHeaderMayFollowAMarkAndEmptyLines() throws {
    let text = "\u{FEFF}\r\n\na,b\r\n1,2\r\n"
    let table = try CSVTable(text, .standard)
    for cut in 0...table.size {
      let rows = try table.rows(0..<cut) + table.rows(cut..<table.size)
      #expect(try rows.map { try $0.int("b") } == [2])
    }
  }

  @Test func otherDelimitersAndNoQuotesAreRead() throws {
    let semicolons = CSVFormat(delimiter: ";", quote: "'", hasHeader: false)
    #expect(try CSVTable("a;'b;''c';\"d\n", semicolons).records() == [["a", "b;'c", "\"d"]])
    #expect(try CSVTable("x\ty\n\"a\tb\"\n\t\n", .tabSeparated).records() == [["\"a", "b\""], ["", ""]])
  }

  @Test(arguments: [
    CSVFormat(delimiter: "é"), CSVFormat(delimiter: "\n"), CSVFormat(delimiter: "\""), CSVFormat(quote: "\r"),
    CSVFormat(delimiter: "\0"), CSVFormat(quote: "“"),
  ])
  func formatsThatNoFileCanHaveAreRefused(format: CSVFormat) {
    #expect(throws: CSVFormatError.self) { try CSVTable("a,b\n", format) }
  }

  @Test(arguments: [
    ("a,b\"c\nd", 3, "a quote inside a field"), ("\"a\"b\nd", 3, "goes on behind its quote"),
    ("x\n\"a,\n\nb", 2, "never closed"), ("\"a\" ,b", 3, "goes on behind its quote"),
    ("\"a\"\rb", 3, "goes on behind its quote"), ("\"a\"\r", 3, "goes on behind its quote"), ("\"", 0, "never closed"),
  ])
  func malformedQuotesAreErrorsWithTheirPlace(text: String, position: Int, problem: String) throws {
    let error = #expect(throws: CSVError.self) { try CSVTable(text).rows() }
    #expect(error?.position == position)
    #expect(error?.problem.contains(problem) == true)
  }

  @Test func recordsBeforeAMalformedOneAreRead() throws {
    let table = try CSVTable("a\nb\n\"c\"d\n")
    var cursor = CSVCursor(table.file, range: 0..<table.size, beginsInQuotes: false)
    #expect(try cursor.advance() && cursor.row.text == "a")
    #expect(try cursor.advance() && cursor.row.text == "b")
    #expect(throws: CSVError.self) { try cursor.advance() }
  }

  @Test func aMalformedRecordIsTheErrorOfItsPieceAlone() throws {
    let table = try CSVTable("a\nb\n\"c\"d\n")
    #expect(try table.records(0..<4) == [["a"], ["b"]])
    #expect(throws: CSVError.self) { try table.records(4..<9) }
  }
}
