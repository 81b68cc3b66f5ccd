import CroftProtocol
import CroftTesting

@testable import CroftDataset

/// Bytes that stay as long as somebody refers to them.
final class FileBytes {
  let buffer: UnsafeRawBufferPointer

  init(_ bytes: [UInt8]) {
    // Exactly as large as the file, so that a tool that watches memory sees who reads behind it.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    copy.copyBytes(from: bytes)
    buffer = UnsafeRawBufferPointer(copy)
  }

  convenience init(_ text: String) { self.init(Array(text.utf8)) }

  deinit { buffer.deallocate() }
}

/// A CSV file in memory, and what is in it.
struct CSVTable {
  let file: CSVFile

  init(_ bytes: [UInt8], _ format: CSVFormat = CSVFormat(hasHeader: false)) throws {
    let bytes = FileBytes(bytes)
    file = try CSVFile(path: "table.csv", bytes: bytes.buffer, owner: bytes, format: format)
  }

  init(_ text: String, _ format: CSVFormat = CSVFormat(hasHeader: false)) throws {
    try self.init(Array(text.utf8), format)
  }

  var size: Int { file.bytes.count }

  /// The rows that begin in a piece, which is cut from the file as a job cuts it.
  func rows(_ range: Range<Int>? = nil) throws -> [CSVRow] {
    let range = range ?? 0..<size
    let before = UnsafeRawBufferPointer(rebasing: file.bytes[..<range.lowerBound])
    let beginsInQuotes = file.format.quote.map { CSVQuotes.areOdd(in: before, quote: $0) } ?? false
    var cursor = CSVCursor(file, range: range, beginsInQuotes: beginsInQuotes)
    var rows: [CSVRow] = []
    while try cursor.advance() { rows.append(cursor.row) }
    return rows
  }

  func records(_ range: Range<Int>? = nil) throws -> [[String]] {
    try rows(range).map { row in try (0..<row.count).map { String(try row[$0]) } }
  }
}

/// Random records with everything that needs quotes, and their text.
struct RandomRecords {
  var records: [[String]] = []

  private static let pieces = [
    "", "a", "bc", ",", "\"", "\"\"", "\n", "\r\n", "\r", "é", "long enough for a block", "1",
  ]

  init(_ random: inout SeededRandom) {
    let columns = 1 + random.below(4)
    for _ in 0..<random.below(8) {
      records.append((0..<columns).map { _ in Self.field(&random) })
    }
  }

  private static func field(_ random: inout SeededRandom) -> String {
    (0..<random.below(4)).map { _ in pieces[random.below(pieces.count)] }.joined()
  }

  func written(_ format: CSVFormat = .standard) throws -> [UInt8] {
    var writer = try CSVWriter(format)
    for record in records {
      for field in record { try writer.appendField(field) }
      try writer.endRecord()
    }
    return Array(writer.bytes)
  }
}
