import CroftTesting
import Glibc
import Testing

@testable import CroftDataset

@Suite struct CSVCursorTests {
  struct Case: Sendable {
    let text: String
    let records: [[String]]
  }

  /// The rules of RFC 4180, section 2, and what they leave open.
  static let cases = [
    Case(text: "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", records: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    Case(text: "aaa,bbb,ccc\r\nzzz,yyy,xxx", records: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    Case(text: "a,b\nc,d\n", records: [["a", "b"], ["c", "d"]]),
    Case(text: " a , b ", records: [[" a ", " b "]]),
    Case(text: "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", records: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    Case(
      text: "\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", records: [["aaa", "b\r\nbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    Case(text: "\"aaa\",\"b\"\"bb\",\"ccc\"", records: [["aaa", "b\"bb", "ccc"]]),
    Case(text: "\"a,b\",c\n", records: [["a,b", "c"]]),
    Case(text: "\"\",\"\"\"\",\"\"\"\"\"\"\n", records: [["", "\"", "\"\""]]),
    Case(text: "a,\n,b\n,", records: [["a", ""], ["", "b"], ["", ""]]),
    Case(text: "", records: []),
    Case(text: "\n\r\n\n", records: []),
    Case(text: "a\n\nb\n\r\n", records: [["a"], ["b"]]),
    Case(text: "\"\"\n", records: [[""]]),
    Case(text: "a\rb,c\r\n", records: [["a\rb", "c"]]),
    Case(text: "a\r", records: [["a\r"]]),
    Case(text: "\"a\"", records: [["a"]]),
    Case(text: "\u{FEFF}a,b\n", records: [["a", "b"]]),
    Case(text: "\u{FEFF}", records: []),
    Case(text: "a\nb,c\nd,e,f\n", records: [["a"], ["b", "c"], ["d", "e", "f"]]),
    Case(text: "größe,ñ\n", records: [["größe", "ñ"]]),
  ]

  @Test(arguments: cases)
  func recordsAreReadAsTheRFCSays(example: Case) throws {
    #expect(try CSVTable(example.text).records() == example.records)
  }

  @Test(arguments: cases)
  func eachRecordIsReadOnceWhereverTheFileIsCut(example: Case) throws {
    let table = try CSVTable(example.text)
    for first in 0...table.size {
      for second in first...table.size {
        let pieces = [0..<first, first..<second, second..<table.size]
        #expect(try pieces.flatMap { try table.records($0) } == example.records, "cut at \(first) and \(second)")
      }
    }
  }

  @Test func tablesThatWereWrittenAreReadBackWhereverTheyAreCut() throws {
    for seed in 0..<300 {
      var random = SeededRandom(seed: UInt64(seed))
      let example = RandomRecords(&random)
      let table = try CSVTable(example.written())
      #expect(try table.records() == example.records, "seed \(seed)")
      for cut in 0...table.size {
        let halves = try table.records(0..<cut) + table.records(cut..<table.size)
        #expect(halves == example.records, "seed \(seed) cut at \(cut)")
      }
    }
  }

  @Test func recordsLargerThanTheIndexAreRead() throws {
    let long = String(repeating: "x,\"", count: CSVIndex.usualByteLimit)
    let short = (0..<20_000).map { "\($0)" }
    var writer = try CSVWriter(.standard)
    for field in short { try writer.appendField(field) }
    try writer.endRecord()
    try writer.appendField(long)
    try writer.endRecord()
    let table = try CSVTable(Array(writer.bytes))
    #expect(try table.records() == [short, [long]])
  }

  @Test func manyRecordsOverManyIndexesAreRead() throws {
    let records = (0..<20_000).map { ["\($0)", $0 % 7 == 0 ? "quoted, \($0)" : "plain", "\($0 * 3)"] }
    var writer = try CSVWriter(.standard)
    for record in records {
      for field in record { try writer.appendField(field) }
      try writer.endRecord()
    }
    let table = try CSVTable(Array(writer.bytes))
    // All rows are kept while later ones are read, and still show what they showed.
    #expect(try table.records() == records)
    let cuts = stride(from: 0, to: table.size, by: 10_007) + [table.size]
    let pieces = try zip(cuts, cuts.dropFirst()).flatMap { try table.records($0..<$1) }
    #expect(pieces == records)
  }

  /// An entry of the index has 32 bits: one may be equal to the lower half of how far away the file's end is.
  @Test(arguments: 0..<9) func theEndOfAHugeFileIsNotTakenForNear(shift: Int) throws {
    let line = Array("ab,cd,ef\n".utf8)
    let size = (4 << 30) + 4_096 + shift
    // Pages that nobody touches take no memory.
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    let bytes = UnsafeMutableRawBufferPointer(start: try #require(start != MAP_FAILED ? start : nil), count: size)
    defer { munmap(bytes.baseAddress, size) }
    for position in stride(from: 0, to: 9_000, by: line.count) {
      UnsafeMutableRawBufferPointer(rebasing: bytes[position...]).copyBytes(from: line)
    }
    let file = try CSVFile(
      path: "huge", bytes: UnsafeRawBufferPointer(bytes), owner: nil, format: CSVFormat(hasHeader: false))
    var cursor = CSVCursor(file, range: 0..<8_100, beginsInQuotes: false)
    var rows = 0
    while try cursor.advance() {
      rows += 1
      #expect(cursor.row.count == 3)
    }
    #expect(rows == 900)
  }

  @Test func randomBytesAreReadOrRefused() throws {
    let alphabet: [UInt8] = Array("ab\",\n\r\"".utf8)
    var refused = 0
    for seed in 0..<20_000 {
      var random = SeededRandom(seed: UInt64(seed))
      let bytes = random.bytes(upTo: 150).map { random.isOne(in: 9) ? $0 : alphabet[Int($0) % alphabet.count] }
      let table = try CSVTable(bytes)
      do {
        for row in try table.rows() {
          _ = (row.int(0), row.double(1), row.text, row.position)
          #expect(throws: CSVError.self) { try row[row.count] }
        }
      } catch is CSVError {
        refused += 1
      }
    }
    #expect(refused > 0 && refused < 20_000)
  }
}

private func + (numbers: StrideTo<Int>, more: [Int]) -> [Int] { Array(numbers) + more }
