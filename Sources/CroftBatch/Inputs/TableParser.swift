/// Reads a table of comma-separated values (RFC 4180) whose first row holds the columns' names.
///
/// A line ends with a line feed, with or without a carriage return before it. A field in quotes may hold commas, line
/// ends, and quotes that are written twice. Every row has as many fields as the first. A byte order mark is skipped.
struct TableParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private var position = 0
  /// Of the next byte, from 1.
  private var line = 1
  /// Fields behind one another, each with a 0 behind it.
  private var cells: [UInt8] = []

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private enum FieldEnd { case delimiter, row }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// - Throws: a ``BatchError`` with the row and the line.
  static func table(_ content: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) throws(BatchError) -> InputTable {
    let outcome = content.withUnsafeBufferPointer { bytes in
      Result { () throws(BatchError) in
        var parser = TableParser(bytes, delimiter: delimiter)
        return try parser.table()
      }
    }
    return try outcome.get()
  }

  private mutating func table() throws(BatchError) -> InputTable {
    guard position < bytes.count else {
      throw BatchError("it is empty; the first line has to hold the names of the columns")
    }
    let width = try row(number: 0, width: nil)
    let header = try RecordList(separatedBy: 0, cells)
    var names: [String] = []
    for name in header {
      guard let text = String(validating: name.bytes, as: UTF8.self) else {
        throw BatchError("line 1: the name of column \(names.count + 1) isn't UTF-8")
      }
      names.append(text)
    }
    do {
      try ColumnNames.check(names)
    } catch {
      throw BatchError("line 1: \(error)")
    }
    cells.removeAll(keepingCapacity: true)
    var rows = 0
    while position < bytes.count {
      rows += 1
      guard rows <= BatchLimits.tasks else {
        throw BatchError("it has more than \(BatchLimits.tasks) rows; split it over several jobs")
      }
      _ = try row(number: rows, width: width)
    }
    return try InputTable(
      names: names, cells: RecordList(separatedBy: 0, cells, maximumCount: BatchLimits.cells))
  }

  /// Reads one row. Row 0 is the header.
  ///
  /// - Returns: how many fields it has.
  private mutating func row(number: Int, width: Int?) throws(BatchError) -> Int {
    let begin = line
    let isBlank = bytes[position] == Self.lineFeed
    var count = 0
    while true {
      count += 1
      guard count <= width ?? BatchLimits.columns else {
        let limit = width.map { "the first row has \($0)" } ?? "\(BatchLimits.columns) is the most"
        throw problem("has more fields than there are columns: \(limit)", row: number, begin)
      }
      let end = try field(row: number)
      cells.append(0)
      if end == .row { break }
    }
    if let width, count != width {
      let cure = isBlank ? "; remove the blank line" : ""
      throw problem("has \(count) of \(width) fields\(cure)", row: number, begin)
    }
    return count
  }

  private mutating func field(row: Int) throws(BatchError) -> FieldEnd {
    if position < bytes.count, bytes[position] == Self.quote { return try quotedField(row: row) }
    while position < bytes.count {
      if let end = fieldEnd() { return end }
      let byte = bytes[position]
      guard byte != Self.quote else {
        throw problem("has a quote within a field; put the whole field in quotes and write it twice", row: row)
      }
      try append(byte, row: row)
    }
    return .row
  }

  private mutating func quotedField(row: Int) throws(BatchError) -> FieldEnd {
    let begin = line
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte != Self.quote {
        try append(byte, row: row)
      } else if position + 1 < bytes.count, bytes[position + 1] == Self.quote {
        cells.append(byte)
        position += 2
      } else {
        position += 1
        if position == bytes.count { return .row }
        guard let end = fieldEnd() else {
          throw problem("has something behind the quote that ends a field; write a quote in a field twice", row: row)
        }
        return end
      }
    }
    throw problem("has a quote that is never closed", row: row, begin)
  }

  private mutating func append(_ byte: UInt8, row: Int) throws(BatchError) {
    guard byte != 0 else { throw problem("has a byte 0 in it, which no argument can hold", row: row) }
    if byte == Self.lineFeed { line += 1 }
    cells.append(byte)
    position += 1
  }

  /// Steps over what ends a field; nil when nothing does here.
  private mutating func fieldEnd() -> FieldEnd? {
    if bytes[position] == delimiter {
      position += 1
      return .delimiter
    }
    let isPair =
      bytes[position] == Self.carriageReturn && position + 1 < bytes.count && bytes[position + 1] == Self.lineFeed
    guard isPair || bytes[position] == Self.lineFeed else { return nil }
    position += isPair ? 2 : 1
    line += 1
    return .row
  }

  private func problem(_ what: String, row: Int, _ line: Int? = nil) -> BatchError {
    let name = row == 0 ? "the first row" : "row \(row)"
    return BatchError("line \(line ?? self.line): \(name) \(what)")
  }
}
