package import CroftProtocol

/// Reads lines of JSON, one text in each, as values of a type. One reader reads many lines, one after another.
package final class JSONLineReader<Value: Decodable> {
  private let tape = JSONTape()

  package init() {}

  /// - Parameters:
  ///   - line: without its line end. Not white space alone; see `isBlank`.
  ///   - file: what errors call the file.
  ///   - position: where the line begins in the file, in bytes from 0.
  /// - Throws: `JSONLineError` for what is not JSON, or not the JSON of such a value.
  /// - Complexity: allocates what the value's own parts need, and a container for each of its objects and arrays.
  package func read(_ line: Text, file: String, position: Int) throws(JSONLineError) -> Value {
    do {
      return try line.withUnsafeBytes { try tape.decode($0) }
    } catch let error as JSONSyntaxError {
      throw JSONLineError(file: file, position: position + error.byteOffset, problem: "not JSON: \(error.problem)")
    } catch {
      throw JSONLineError(file: file, position: position, problem: "not a \(Value.self): \(error)")
    }
  }

  /// Lines without a value, which files may have at their end or between others.
  package static func isBlank(_ line: Text) -> Bool { line.trimmed().isEmpty }
}

/// Why a line of a JSON Lines file can't be read.
package struct JSONLineError: PermanentError, Equatable, Sendable, CustomStringConvertible {
  package let file: String
  /// Of the byte that is wrong, or of the line if its value is; from 0.
  package let position: Int
  package let problem: String

  package var description: String { "\(file), byte \(position): \(problem)" }
}

/// Writes values as lines of JSON. One writer writes many lines, one after another.
package final class JSONLineWriter {
  private let text = JSONTextWriter()

  package init() {}

  /// One value and a line feed.
  ///
  /// - Throws: `JSONShapeError` for what JSON can't hold, such as an infinite number; then nothing is written.
  package func append(_ value: some Encodable, to bytes: inout ByteWriter) throws(JSONShapeError) {
    // Line feeds inside of strings are escaped, so that a value is a line.
    try text.append(value, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }
}

/// In JSON a text is a string, and what is not UTF-8 in it becomes U+FFFD.
extension Text: JSONScalar {
  package var jsonValue: JSONValue? { .string(String(self)) }

  package init?(jsonValue: JSONValue) {
    guard case .string(let string) = jsonValue else { return nil }
    self.init(string)
  }

  package static var jsonKind: String { "a string" }
}
