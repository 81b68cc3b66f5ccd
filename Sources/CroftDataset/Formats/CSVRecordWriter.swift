/// Writes values as CSV records: tuples (also nested ones) field by field, `Encodable` types property by property.
///
/// Fields may be numbers, `Bool`, `String`, `Text`, what encodes itself as one of these, and optionals of them.
package final class CSVRecordWriter<Element> {
  private let output: CSVRecordOutput
  private let codec: CSVElementWriter
  private let hasHeader: Bool
  private var isFirst = true

  /// - Parameters:
  ///   - format: with `hasHeader`, the names of the columns come first.
  ///   - header: the columns' names; if nil, those of an `Encodable` type's properties.
  /// - Throws: `CSVFormatError` for a bad format, or a type that is no record.
  package init(_ type: Element.Type = Element.self, format: CSVFormat, header: [String]? = nil) throws {
    output = CSVRecordOutput(try CSVWriter(format))
    codec = try CSVElementWriter(of: type)
    hasHeader = format.hasHeader
    if hasHeader, header == nil, codec.hasUnnamedFields { throw Self.unnamed }
    if let header {
      output.columns = .given(header)
      if hasHeader { try writeHeader(header) }
    }
  }

  /// - Throws: `CSVFormatError` for a value that can't be written; then nothing of it is.
  package func append(_ element: Element) throws {
    do {
      if isFirst, hasHeader { try findNames(element) }
      try withUnsafePointer(to: element) { try codec.write($0, output) }
      try output.endRecord()
    } catch {
      output.dropRecord()
      throw error
    }
  }

  /// What has been written since the last `removeAll`; valid for the length of the call.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try output.withBytes(body)
  }

  package var byteCount: Int { output.withBytes(\.count) }

  package func removeAll() { output.removeAll() }

  /// Writes the first value in order to see what its fields are called.
  private func findNames(_ element: Element) throws {
    output.columns = .collected([])
    try withUnsafePointer(to: element) { try codec.write($0, output) }
    let count = output.fieldCount
    output.dropRecord()
    guard case .collected(let names) = output.columns, names.count == count else {
      throw Self.unnamed
    }
    output.columns = .found(names)
    try writeHeader(names)
  }

  private static var unnamed: CSVFormatError {
    CSVFormatError(problem: "the columns of \(Element.self) have no names; give them as the header")
  }

  private func writeHeader(_ names: [String]) throws {
    isFirst = false
    try output.writeHeader(names)
  }
}

/// The record that is being written, shared by the containers that write it.
final class CSVRecordOutput {
  /// What is known of the columns' names.
  enum Columns {
    /// Nothing, and nothing needed.
    case unnamed
    /// They came from the user, and properties' names do not matter.
    case given([String])
    /// They are being learnt from the first value.
    case collected([String])
    /// They are the first value's, and all others must have the same.
    case found([String])
  }

  // Unchecked, because the checks for overlapping access would cost a tenth of the time: nothing that is called during
  // an access to one of these comes back here.
  @exclusivity(unchecked) private var writer: CSVWriter
  @exclusivity(unchecked) var columns = Columns.unnamed

  init(_ writer: consuming CSVWriter) { self.writer = writer }

  var fieldCount: Int { writer.fieldCount }

  /// Every record has the columns of the header.
  func endRecord() throws(CSVFormatError) {
    if let expected = expectedCount, writer.fieldCount != expected {
      throw CSVFormatError(problem: "a record has \(writer.fieldCount) fields, the header \(expected)")
    }
    try writer.endRecord()
  }

  func dropRecord() { writer.dropRecord() }
  func removeAll() { writer.removeAll() }
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(writer.bytes)
  }

  func writeHeader(_ names: [String]) throws(CSVFormatError) {
    for name in names { try writer.appendField(name) }
    try writer.endRecord()
  }

  func write(_ scalar: some CSVScalar) throws(CSVFormatError) { try scalar.write(to: &writer) }
  func writeNothing() { writer.appendNothing() }

  /// Writes a property, which is one field.
  func writeField(named name: String, _ body: () throws -> Void) throws {
    let column = writer.fieldCount
    switch columns {
    case .unnamed, .given: break
    case .collected(let names): columns = .collected(names + [name])
    case .found(let names):
      guard column < names.count, names[column] == name else {
        throw CSVFormatError(problem: "the field \(name) is not where the first record has it")
      }
    }
    try body()
    guard writer.fieldCount == column + 1 else {
      throw CSVFormatError(problem: "\(name) is \(writer.fieldCount - column) fields of a record, not one")
    }
  }

  private var expectedCount: Int? {
    switch columns {
    case .given(let names), .found(let names): names.count
    case .unnamed, .collected: nil
    }
  }
}
