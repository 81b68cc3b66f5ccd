import CroftProtocol

/// Writes records of CSV, quoting what needs it. Lines end with a line feed.
package struct CSVWriter: ~Copyable {
  private var output = ByteWriter()
  /// The record that is being written.
  private var record = ByteWriter()
  private let delimiter: UInt8
  private let quote: UInt8?
  /// Whether an integer never needs quotes: not so if its digits are delimiters.
  private let isPlainInteger: Bool
  /// How many fields the record that is being written has.
  private(set) var fieldCount = 0

  /// - Throws: `CSVFormatError`.
  package init(_ format: CSVFormat) throws(CSVFormatError) {
    try format.check()
    delimiter = format.delimiter
    quote = format.quote
    let digits = Array("-0123456789".utf8)
    isPlainInteger = !digits.contains(delimiter) && !digits.contains { $0 == format.quote }
  }

  /// The records that have been ended; valid until the next write.
  package var bytes: UnsafeRawBufferPointer { output.bytes }

  /// Forgets the records written so far.
  package mutating func removeAll() {
    output.removeAll()
    dropRecord()
  }

  /// A field. An empty one is quoted, which tells it from one that has no value.
  ///
  /// - Throws: `CSVFormatError` if the field needs quotes and the format has none.
  package mutating func appendField(_ field: UnsafeRawBufferPointer) throws(CSVFormatError) {
    beginField()
    if needsQuotes(field) { try appendQuoted(field) } else { record.append(field) }
  }

  package mutating func appendField(_ field: String) throws(CSVFormatError) {
    var field = field
    let outcome = field.withUTF8 { bytes in
      Result { () throws(CSVFormatError) in try appendField(UnsafeRawBufferPointer(bytes)) }
    }
    try outcome.get()
  }

  package mutating func appendField(_ value: Int64) throws(CSVFormatError) {
    guard isPlainInteger else { return try appendField(value.description) }
    beginField()
    record.appendDecimal(value)
  }

  /// A field without a value: nothing between its delimiters.
  package mutating func appendNothing() { beginField() }

  /// - Throws: `CSVFormatError` where the record would be an empty line, which is no record.
  package mutating func endRecord() throws(CSVFormatError) {
    if record.count == 0 { try appendQuoted(UnsafeRawBufferPointer(start: nil, count: 0)) }
    record.append(UInt8(ascii: "\n"))
    output.append(record.bytes)
    dropRecord()
  }

  /// Takes back a record that was not ended.
  mutating func dropRecord() {
    record.removeAll()
    fieldCount = 0
  }

  private mutating func beginField() {
    if fieldCount > 0 { record.append(delimiter) }
    fieldCount += 1
  }

  private func needsQuotes(_ field: UnsafeRawBufferPointer) -> Bool {
    if field.isEmpty { return quote != nil }
    // At the beginning of a file it could be taken for a byte order mark.
    if field[0] == 0xEF, quote != nil { return true }
    for byte in field {
      if byte == delimiter || byte == quote || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return true }
    }
    return false
  }

  private mutating func appendQuoted(_ field: UnsafeRawBufferPointer) throws(CSVFormatError) {
    guard let quote else {
      let text = field.isEmpty ? "an empty line" : String(decoding: field.prefix(40), as: UTF8.self).debugDescription
      throw CSVFormatError(problem: "\(text) can't be written without quotes, and the format has none")
    }
    record.append(quote)
    for byte in field {
      if byte == quote { record.append(quote) }
      record.append(byte)
    }
    record.append(quote)
  }
}
