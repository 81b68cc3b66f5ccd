/// Makes a value one word, or a part of one, for a POSIX shell (POSIX.1, Shell Command Language, 2.2).
package enum ShellQuoting: Sendable, Equatable, Codable {
  /// Outside of all quotes.
  case word
  /// Between single quotes that are there already.
  case insideSingleQuotes
  /// Between double quotes that are there already.
  case insideDoubleQuotes

  /// The bytes must not hold a 0.
  package func applied(to value: [UInt8]) -> [UInt8] {
    switch self {
    // Always quoted, also when nothing in it needs it: a bare `if` is a keyword where a command stands, a bare 2
    // before `>` names a descriptor, and an empty value is no word at all.
    case .word: [Self.single] + Self.insideSingleQuotes.applied(to: value) + [Self.single]
    case .insideSingleQuotes: value.flatMap { $0 == Self.single ? Array("'\\''".utf8) : [$0] }
    case .insideDoubleQuotes: value.flatMap { "\\\"$`".utf8.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
    }
  }

  private static let single = UInt8(ascii: "'")

  /// One word that the shell reads as the value.
  package static func quoted(_ value: ByteString) -> ByteString { ByteString(word.applied(to: value.bytes)) }

  /// A command as a person would type it: words that need no quotes have none.
  package static func commandLine(_ arguments: [ByteString]) -> ByteString {
    let words = arguments.map { argument -> [UInt8] in
      let isPlain = argument.bytes.allSatisfy { ByteClass.isWord($0) || "@%+:,./-".utf8.contains($0) }
      return isPlain && !argument.isEmpty ? argument.bytes : word.applied(to: argument.bytes)
    }
    return ByteString(words.joined(separator: [UInt8(ascii: " ")]))
  }
}
