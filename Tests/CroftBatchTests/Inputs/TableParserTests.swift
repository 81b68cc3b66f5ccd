import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct TableParserTests {
  private func table(_ text: String) throws -> (names: [String], rows: [[ByteString]]) {
    let table = try TableParser.table(Array(text.utf8))
    return (table.names, (0..<table.count).map(table.row))
  }

  @Test func rowsFollowTheHeader() throws {
    let (names, rows) = try table("name,size\na.txt,1\nb.txt,\n")
    #expect(names == ["name", "size"])
    #expect(rows == [["a.txt", "1"], ["b.txt", ""]])
  }

  @Test func quotesHoldCommasLineEndsAndQuotes() throws {
    let (_, rows) = try table("a,b\r\n\"x,y\",\"1\r\n2\"\r\n\"say \"\"hi\"\"\",\"\"\r\n")
    #expect(rows == [["x,y", "1\r\n2"], ["say \"hi\"", ""]])
  }

  @Test(arguments: ["\u{FEFF}a,b\n1,2", "a,b\n1,2", "a,b\n1,\"2\"", "a,b\r\n1,2\r\n"])
  func aByteOrderMarkAndTheLastLineEndDoNotMatter(text: String) throws {
    #expect(try table(text).rows == [["1", "2"]])
  }

  @Test func aHeaderAloneGivesNoTask() throws {
    #expect(try table("a,b\n").rows == [])
  }

  @Test func aBlankLineIsAnEmptyValueOfASingleColumn() throws {
    #expect(try table("a\n1\n\n2\n").rows == [["1"], [""], ["2"]])
  }

  @Test(arguments: [
    ("", "empty"), ("a,a\n", "columns 1 and 2 are both called 'a'"), ("a,,c\n", "column 2: it has no name"),
    ("First Name\n", "rename it, to First_Name perhaps"), ("2nd\n", "_2nd perhaps"), ("PATH\n", "rename the column"),
    ("LD_PRELOAD\n", "rename the column"), ("CROFT_TASK\n", "rename the column"),
    ("a,b\n1,2\n3\n", "line 3: row 2 has 1 of 2 fields"), ("a,b\n1,2,3\n", "line 2: row 1 has more fields"),
    ("a,b\n\"1\n\n\",2\n3\n", "line 5: row 2 has 1 of 2 fields"), ("a,b\n1,2\n\n", "remove the blank line"),
    ("a\n\"x\ny\n", "line 2: row 1 has a quote that is never closed"),
    ("a\nx\"y\n", "line 2: row 1 has a quote within"),
    ("a\n\"x\"y\n", "behind the quote"), ("a\nx\u{0}y\n", "byte 0"), ("\"a\"b\n", "line 1: the first row"),
  ])
  func aMistakeIsNamedWithItsPlace(text: String, complaint: String) {
    let error = #expect(throws: BatchError.self) { try table(text) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }

  @Test func bytesThatAreNoTextStay() throws {
    let table = try TableParser.table(Array("a,b\n".utf8) + [0xFF, UInt8(ascii: ","), 0xFE])
    #expect(table.row(0) == [ByteString([0xFF]), ByteString([0xFE])])
  }

  @Test func aTableSurvivesTheTrip() throws {
    let table = try TableParser.table(Array("a,b\n1,2\n\"x\ny\",\n".utf8))
    #expect(try BinaryDecoder.decode(InputTable.self, from: BinaryEncoder.encode(table)) == table)
  }

  @Test func randomTextNeverTrapsAndGoodTablesComeBack() throws {
    var random = SeededRandom(seed: 9)
    let pieces = ["\"", ",", "\n", "\r\n", "a", "\r", "é", " "].map { Array($0.utf8) }
    for _ in 0..<3000 {
      let value = (0..<random.below(8)).flatMap { _ in pieces[random.below(pieces.count)] }
      _ = try? TableParser.table(Array("a,b\n".utf8) + value)
      let quoted = value.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
      let table = try TableParser.table(Array("a,b\n\"".utf8) + quoted + Array("\",z\n".utf8))
      #expect(table.row(0) == [ByteString(value), "z"])
    }
  }
}
