/// Where fields begin in a run of a CSV file's bytes. Its cursor fills it again and again, unless a row needs it.
@usableFromInline
package final class CSVIndex: @unchecked Sendable {
  // Unchecked because of what changes: only the cursor changes it, and only while no row refers to it.

  @usableFromInline let file: CSVFile
  /// The file's own, here because each reference on the way to it costs as much as a field.
  @usableFromInline let quote: UInt8
  @usableFromInline let columns: CSVColumnTable
  /// For how many bytes of the file there is room, more or less.
  let byteLimit: Int
  private let capacity: Int

  /// Where the indexed bytes begin in the file, which is where a record does; and the same as a pointer.
  private(set) var position = 0
  private(set) var base: UnsafePointer<UInt8>
  /// 0, then for each delimiter and line end the offset of the byte behind it; at the end of the file as if there were
  /// a line end behind it.
  let starts: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  /// What stopped the indexing before the end.
  private(set) var malformation: CSVMalformation?

  /// The index and the bytes it is about fit into a core's first or second cache together.
  static let usualByteLimit = 32 << 10
  /// For the longest record: enough for a document in a cell, and little enough that a quote that nobody closed does
  /// not fill the memory.
  static let largestByteLimit = 64 << 20

  init(_ file: CSVFile, byteLimit: Int) {
    self.file = file
    quote = file.quote
    columns = file.columns.table
    self.byteLimit = byteLimit
    // Fields of fewer than three bytes on the average fill the index before its limit; then it just ends there.
    capacity = byteLimit / 4
    starts = .allocate(capacity: capacity)
    base = UnsafePointer(starts).withMemoryRebound(to: UInt8.self, capacity: 1) { $0 }
  }

  deinit { starts.deallocate() }

  /// Indexes the bytes from the beginning of a record.
  func fill(from position: Int) {
    self.position = position
    malformation = nil
    starts[0] = 0
    count = 1
    guard let start = file.bytes.baseAddress, position < file.bytes.count else { return }
    base = (start + position).assumingMemoryBound(to: UInt8.self)
    var scanner = CSVScanner(base, size: file.bytes.count - position, file.format, into: starts)
    scanner.scan(upTo: byteLimit, capacity: capacity)
    count = scanner.count
    malformation = scanner.malformation.map { CSVMalformation(kind: $0.kind, position: $0.offset + position) }
  }
}

/// Quotes where the format has no place for them.
struct CSVMalformation {
  enum Kind { case quoteInField, textBehindQuote, unclosedQuote }

  let kind: Kind
  let position: Int

  func error(in file: CSVFile) -> CSVError {
    let problem =
      switch kind {
      case .quoteInField: "a quote inside a field that does not begin with one; quote the field and double the quote"
      case .textBehindQuote: "a quoted field goes on behind its quote; double the quote if it belongs to the field"
      case .unclosedQuote: "the quote that begins here is never closed"
      }
    return CSVError(file: file.path, position: position, problem: problem)
  }
}
