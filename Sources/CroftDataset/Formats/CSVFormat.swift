/// How a CSV file is written: RFC 4180, with a say in the delimiter, the quote and the header.
///
/// Records end with a line feed or a carriage return and a line feed; lines without a byte are no records. A field is
/// quoted from its first byte to its last or not at all; a quoted one may hold delimiters, line ends, and quotes
/// written twice. Nothing is trimmed. A UTF-8 byte order mark at the file's beginning is skipped.
public struct CSVFormat: Sendable, Hashable, Codable {
  /// What stands between two fields of a record.
  public var delimiter: UInt8
  /// What quoted fields begin and end with; nil for files that have no quoting, such as most tab-separated ones.
  public var quote: UInt8?
  /// Whether the first record of each file holds the columns' names.
  public var hasHeader: Bool

  /// - Parameters:
  ///   - delimiter: one character below U+0080. Not a quote, NUL or a line end; a job that reads with such a format
  ///     fails before it starts.
  ///   - quote: likewise, or nil.
  public init(delimiter: Unicode.Scalar = ",", quote: Unicode.Scalar? = "\"", hasHeader: Bool = true) {
    self.delimiter = Self.byte(delimiter)
    self.quote = quote.map(Self.byte)
    self.hasHeader = hasHeader
  }

  /// Commas, double quotes, and a header.
  public static let standard = CSVFormat()

  /// Tabs, no quoting, and a header.
  public static let tabSeparated = CSVFormat(delimiter: "\t", quote: nil)

  /// A wider character becomes NUL, which `check()` refuses.
  private static func byte(_ scalar: Unicode.Scalar) -> UInt8 { scalar.isASCII ? UInt8(scalar.value) : 0 }

  /// - Throws: `CSVFormatError` for characters that can't be told apart in a file.
  package func check() throws(CSVFormatError) {
    let special: [UInt8] = [0, UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard delimiter < 0x80, !special.contains(delimiter) else {
      throw CSVFormatError(problem: "the delimiter must be an ASCII character, and neither NUL nor a line end")
    }
    guard let quote else { return }
    guard quote < 0x80, !special.contains(quote), quote != delimiter else {
      throw CSVFormatError(
        problem: "the quote must be an ASCII character, and neither NUL, a line end nor the delimiter")
    }
  }
}

/// A `CSVFormat` that no file can have.
package struct CSVFormatError: PermanentError, Equatable, CustomStringConvertible {
  let problem: String

  package var description: String { "this CSV format can't be used: \(problem)" }
}
