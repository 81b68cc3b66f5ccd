/// A Swift source with the insides of its comments and string literals replaced by spaces, line for line, so that the
/// braces and words that are left are code.
///
/// Regex literals are not told from divisions; none of our sources has a brace or a quote in one.
struct CodeOnly {
  private(set) var bytes: [UInt8]
  private var position = 0

  init(_ source: String) {
    bytes = Array(source.utf8)
    while position < bytes.count { skipCode() }
  }

  /// The lines of code, numbered from 1.
  var numberedLines: [(number: Int, text: String)] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map {
      ($0.offset + 1, String(decoding: $0.element, as: UTF8.self))
    }
  }

  /// Passes one character of code, or one whole comment or literal, which it blanks.
  private mutating func skipCode() {
    if starts(with: "//") {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank() }
    } else if starts(with: "/*") {
      skipBlockComment()
    } else if let hashes = literalAhead() {
      skipLiteral(hashes: hashes)
    } else {
      position += 1
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        blank(2)
      } else if starts(with: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < bytes.count
  }

  /// The number of `#` before the quote of a string literal that starts here.
  private func literalAhead() -> Int? {
    var end = position
    while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
    return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - position : nil
  }

  private mutating func skipLiteral(hashes: Int) {
    let pounds = String(repeating: "#", count: hashes)
    blank(hashes)
    let isMultiline = starts(with: "\"\"\"")
    let quote = isMultiline ? "\"\"\"" : "\""
    blank(quote.utf8.count)
    while position < bytes.count, !starts(with: quote + pounds) {
      if starts(with: "\\" + pounds + "(") {
        skipInterpolation(opening: hashes + 2)
      } else if starts(with: "\\" + pounds) {
        blank(hashes + 2)
      } else if !isMultiline, bytes[position] == UInt8(ascii: "\n") {
        return  // An unpaired quote, such as one in a regex literal: harm no more than this line.
      } else {
        blank()
      }
    }
    blank(quote.utf8.count + hashes)
  }

  private mutating func skipInterpolation(opening: Int) {
    blank(opening)
    var depth = 1
    while depth > 0, position < bytes.count {
      if bytes[position] == UInt8(ascii: "(") { depth += 1 }
      if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
      let start = position
      skipCode()
      let end = position
      position = start
      blank(end - start)
    }
  }

  private func starts(with text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] != UInt8(ascii: "\n") { bytes[position] = UInt8(ascii: " ") }
      position += 1
    }
  }
}
