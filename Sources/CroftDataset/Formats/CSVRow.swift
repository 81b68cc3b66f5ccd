public import CroftProtocol

/// One record of a CSV file: a view over the file's bytes.
///
/// Making one allocates nothing, and neither does asking it for fields, but for fields with doubled quotes inside. A
/// field is found in constant time. Where the name of a column is a literal, it costs some nanoseconds more than its
/// number.
///
/// ```swift
/// Dataset.csv(in: "trips-*.csv").map { row in
///   (try row.int("PULocationID") ?? 0, try row.double("fare_amount") ?? 0)
/// }
/// ```
public struct CSVRow: @unchecked Sendable {
  // Unchecked because of the pointers: what they point to never changes as long as `index` lives.

  /// Keeps the fields' places, and the file.
  @usableFromInline var index: CSVIndex
  @usableFromInline private(set) var base: UnsafePointer<UInt8>
  /// Where each field begins after `base`, and one more: a byte behind the end of the last.
  @usableFromInline private(set) var starts: UnsafePointer<UInt32>
  @usableFromInline private(set) var fieldCount: UInt32 = 0
  /// Where the record ends after `base`, without its line end.
  @usableFromInline private(set) var end: UInt32 = 0

  /// A row without fields.
  init(_ index: CSVIndex) {
    self.index = index
    base = index.base
    starts = UnsafePointer(index.starts)
  }

  /// Makes it another record of the same index.
  mutating func place(base: UnsafePointer<UInt8>, starts: UnsafePointer<UInt32>, fieldCount: Int, end: UInt32) {
    self.base = base
    self.starts = starts
    self.fieldCount = UInt32(truncatingIfNeeded: fieldCount)
    self.end = end
  }

  /// How many fields the record has; at least one.
  @inlinable
  public var count: Int { Int(fieldCount) }

  /// The record as it stands in the file, with its quotes, without its line end.
  public var text: Text {
    Text(start: base + Int(starts[0]), count: Int(end - starts[0]), owner: index.file.owner)
  }

  /// The columns' names as the file's header has them; empty for a file without one.
  public var columns: [Text] { index.file.columns.names }

  /// The path of the file that the record is in.
  public var file: String { index.file.path }

  /// Where the record begins in the file, in bytes from 0.
  public var position: Int {
    UnsafeRawPointer(base) + Int(starts[0]) - (index.file.bytes.baseAddress ?? UnsafeRawPointer(base))
  }
}

// MARK: - Fields

extension CSVRow {
  /// The field at a position from 0, without its quotes.
  ///
  /// - Throws: `CSVError` when the record has no such field.
  /// - Complexity: O(1), but for a quoted field O(its length), and a copy if it has quotes inside.
  @inlinable
  public subscript(position: Int) -> Text {
    get throws {
      guard let field = field(at: position) else { throw missing(position) }
      return field.isQuoted ? unquoted(field) : Text(start: field.start, count: field.count, owner: index.file.owner)
    }
  }

  /// The field in a column, without its quotes.
  ///
  /// - Throws: `CSVError` when the header has no such column, or the record is too short to have it.
  @inlinable
  public subscript(name: StaticString) -> Text {
    get throws { try self[position(of: name)] }
  }

  /// The integer at a position from 0; nil where the record has no such field, or anything else in it.
  @inlinable
  public func int(_ position: Int) -> Int? {
    guard let field = field(at: position) else { return nil }
    return withExtendedLifetime(index) { Decimal.int(field.start, field.count) }
  }

  /// The integer in a column; nil where the record is too short, or has nothing or anything else there.
  ///
  /// - Throws: `CSVError` when the header has no such column.
  @inlinable
  public func int(_ name: StaticString) throws -> Int? { int(try position(of: name)) }

  /// The number at a position from 0; nil where the record has no such field, or anything else in it.
  @inlinable
  public func double(_ position: Int) -> Double? {
    guard let field = field(at: position) else { return nil }
    return withExtendedLifetime(index) { Decimal.double(field.start, field.count) }
  }

  /// The number in a column; nil where the record is too short, or has nothing or anything else there.
  ///
  /// - Throws: `CSVError` when the header has no such column.
  @inlinable
  public func double(_ name: StaticString) throws -> Double? { double(try position(of: name)) }

  /// The position of a column whose name is not known before the program runs.
  public func position(ofColumn name: String) -> Int? { index.file.columns.index(of: name) }
}

// MARK: - Finding them

extension CSVRow {
  /// A field without the quotes around it.
  @usableFromInline
  struct Field {
    @usableFromInline let start: UnsafePointer<UInt8>
    @usableFromInline let count: Int
    @usableFromInline let isQuoted: Bool

    @inlinable
    init(start: UnsafePointer<UInt8>, count: Int, isQuoted: Bool) {
      self.start = start
      self.count = count
      self.isQuoted = isQuoted
    }
  }

  @inlinable
  func field(at position: Int) -> Field? {
    guard position >= 0, position < count else { return nil }
    let lower = Int(starts[position])
    let upper = Int(Swift.min(starts[position &+ 1] &- 1, end))
    // The index was made from well-formed records: a field that begins with a quote ends with another.
    if upper > lower, base[lower] == index.quote {
      return Field(start: base + (lower &+ 1), count: upper &- lower &- 2, isQuoted: true)
    }
    return Field(start: base + lower, count: upper &- lower, isQuoted: false)
  }

  @inlinable
  func position(of name: StaticString) throws -> Int {
    guard name.hasPointerRepresentation, let found = index.columns.index(name.utf8Start, name.utf8CodeUnitCount)
    else { throw unknown(name.description) }
    return found
  }

  @usableFromInline
  func unquoted(_ field: Field) -> Text {
    let text = Text(start: field.start, count: field.count, owner: index.file.owner)
    let quote = index.quote
    guard text.contains(quote) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      bytes.append(text[position])
      position += text[position] == quote ? 2 : 1
    }
    return Text(bytes: bytes)
  }

  @usableFromInline
  func missing(_ position: Int) -> CSVError {
    failure(column: position, "the record has \(count) \(count == 1 ? "field" : "fields") and none here")
  }

  func failure(column: Int, _ problem: String) -> CSVError {
    CSVError(file: file, position: self.position, column: index.file.name(ofColumn: column), problem: problem)
  }

  @usableFromInline
  func unknown(_ name: String) -> CSVError {
    let known = columns.isEmpty ? "has no header" : "has \(columns.map(String.init).joined(separator: ", "))"
    return CSVError(file: file, position: position, column: name, problem: "no such column; the file \(known)")
  }
}
