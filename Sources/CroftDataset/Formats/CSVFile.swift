/// One CSV file in memory: its bytes, its format, and the columns that its header names. What all rows of it share.
@usableFromInline
package final class CSVFile: @unchecked Sendable {
  // Unchecked because of the buffer, which is never written to.

  package let path: String
  package let format: CSVFormat
  let bytes: UnsafeRawBufferPointer
  /// Keeps the bytes there; nil if they stay by themselves.
  @usableFromInline let owner: AnyObject?
  let columns: CSVColumns
  /// What a quoted field begins with. Without quoting it is the delimiter, with which no field can begin.
  let quote: UInt8
  /// Where the first record after the header begins.
  package let bodyStart: Int

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private init(
    _ path: String, _ bytes: UnsafeRawBufferPointer, _ owner: AnyObject?, _ format: CSVFormat, columns: CSVColumns,
    bodyStart: Int
  ) {
    self.path = path
    self.bytes = bytes
    self.owner = owner
    self.format = format
    self.quote = format.quote ?? format.delimiter
    self.columns = columns
    self.bodyStart = bodyStart
  }

  /// Reads the header of a file.
  ///
  /// - Parameters:
  ///   - path: what errors call the file.
  ///   - bytes: the whole file. They never change, and live as long as `owner`, or for ever.
  /// - Throws: `CSVFormatError`, or `CSVError` for a malformed header.
  package convenience init(
    path: String, bytes: UnsafeRawBufferPointer, owner: AnyObject?, format: CSVFormat
  ) throws {
    try format.check()
    let start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    guard format.hasHeader else {
      self.init(path, bytes, owner, format, columns: CSVColumns([]), bodyStart: start)
      return
    }
    let headless = CSVFile(path, bytes, owner, format, columns: CSVColumns([]), bodyStart: start)
    var cursor = CSVCursor(headless, range: start..<bytes.count, beginsInQuotes: false)
    let hasRecord = try cursor.advance()
    let names = try hasRecord ? (0..<cursor.row.count).map { try cursor.row[$0] } : []
    self.init(path, bytes, owner, format, columns: CSVColumns(names), bodyStart: cursor.position)
  }

  /// A column as errors name it.
  func name(ofColumn position: Int) -> String {
    columns.names.indices.contains(position) ? String(columns.names[position]) : String(position)
  }
}
