/// Goes from record to record of a piece of a CSV file. A record belongs to the piece in which its first byte lies.
///
/// The cursor looks ahead: it indexes the places of all fields in some thousand bytes at once, which is what makes it
/// fast, and hands out rows that point into that index.
@usableFromInline
package struct CSVCursor {
  private let file: CSVFile
  private let size: Int
  /// Records that begin from here on belong to somebody else.
  private let end: Int
  /// Where the next record begins in the file.
  package private(set) var position: Int

  /// The record that `advance` has found; before that it has no meaning.
  ///
  /// It lies here, and is not handed out, because it refers to the index: to count that reference for each record
  /// would take as long as finding the record.
  @usableFromInline package private(set) var row: CSVRow
  /// The entry of the index that the next record begins with.
  private var entry = 0

  /// - Parameters:
  ///   - range: the piece, within the file.
  ///   - beginsInQuotes: whether there is an odd number of quotes before the piece; see `CSVQuotes.areOdd(in:)`. Not
  ///     looked at for a piece that begins in or before the header.
  @usableFromInline
  package init(_ file: CSVFile, range: Range<Int>, beginsInQuotes: Bool) {
    self.file = file
    size = file.bytes.count
    end = range.upperBound
    position = CSVBoundary.firstRecord(of: file, in: range, beginsInQuotes: beginsInQuotes)
    row = CSVRow(CSVIndex(file, byteLimit: CSVIndex.usualByteLimit))
    row.index.fill(from: position)
  }

  /// Goes to the next record; false behind the last.
  ///
  /// - Throws: `CSVError` for a record that is malformed, or longer than `CSVIndex.largestByteLimit`.
  @usableFromInline
  package mutating func advance() throws -> Bool {
    while position < end {
      guard let last = recordEnd() else {
        try refill()
        continue
      }
      let first = entry
      entry = last
      position = row.index.position &+ Int(row.index.starts[last])
      if place(from: first, to: last) { return true }
    }
    return false
  }

  /// The entry behind the next record's last field; nil if the index ends before.
  @inline(__always)
  private func recordEnd() -> Int? {
    let index = row.index
    let (base, starts, count) = (index.base, index.starts, index.count)
    // An end further away than an entry can tell is in none of them.
    let fileEnd = UInt32(clamping: size &- index.position)
    var last = entry &+ 1
    while last < count {
      let lineEnd = starts[last] &- 1
      if lineEnd == fileEnd || base[Int(lineEnd)] == UInt8(ascii: "\n") { return last }
      last &+= 1
    }
    return nil
  }

  /// Makes `row` the record of some entries; false for an empty line, which is none.
  @inline(__always)
  private mutating func place(from first: Int, to last: Int) -> Bool {
    let (base, starts) = (row.index.base, row.index.starts)
    let lineEnd = starts[last] &- 1
    let isFileEnd = Int(lineEnd) == size &- row.index.position
    let hasReturn = lineEnd > starts[first] && !isFileEnd && base[Int(lineEnd) &- 1] == UInt8(ascii: "\r")
    let end = hasReturn ? lineEnd &- 1 : lineEnd
    if end == starts[first] { return false }
    row.place(base: base, starts: starts + first, fieldCount: last &- first, end: end)
    return true
  }

  /// Indexes what follows, from the beginning of the record that the index has in part.
  private mutating func refill() throws {
    var byteLimit = row.index.byteLimit
    if row.index.position == position {
      if let malformation = row.index.malformation { throw malformation.error(in: file) }
      byteLimit *= 2
      guard byteLimit <= CSVIndex.largestByteLimit else {
        let limit = "\(CSVIndex.largestByteLimit >> 20) MiB"
        throw CSVError(
          file: file.path, position: position,
          problem: "the record that begins here is longer than \(limit); is a quote or a line end missing?")
      }
    }
    // A row that somebody kept needs the old row.index.
    if byteLimit != row.index.byteLimit || !isKnownUniquelyReferenced(&row.index) {
      row = CSVRow(CSVIndex(file, byteLimit: byteLimit))
    }
    row.index.fill(from: position)
    entry = 0
  }
}
