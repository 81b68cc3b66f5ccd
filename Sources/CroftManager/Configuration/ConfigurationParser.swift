/// A section of one file as it is written, from its header to the next one.
struct ConfigurationPart: Sendable, Equatable {
  struct Assignment: Sendable, Equatable {
    let key: String
    /// Empty for an assignment that resets.
    let value: String
    let place: ConfigurationPlace
  }

  /// What stands in the brackets: `Manager`, `Queue batch`.
  let header: String
  let place: ConfigurationPlace
  var assignments: [Assignment] = []
}

/// Reads the text of a configuration file: sections, `Key=value`, comments and continued lines, as systemd.syntax(7)
/// has them. Knows nothing of keys.
struct ConfigurationParser {
  /// With its continuations. Longer than any list of accounts that a person writes; each value is looked at whole.
  static let lineLimitBytes = 64 << 10

  private let file: String
  private(set) var parts: [ConfigurationPart] = []
  private(set) var problems: [ConfigurationProblem] = []
  /// The lines that are continued so far, and the number of the first.
  private var continued: (text: [UInt8], line: Int)?
  /// Below a header that can't be read: a complaint for each key would hide the one that matters.
  private var isSkipping = false

  private init(file: String) { self.file = file }

  static func parse(_ text: [UInt8], file: String) -> ConfigurationParser {
    var parser = ConfigurationParser(file: file)
    // systemd skips a byte order mark too.
    let content = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text[3...] : text[...]
    for (index, line) in content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      parser.read(line: line, number: index + 1)
    }
    parser.endContinuation()
    return parser
  }

  private mutating func read(line: ArraySlice<UInt8>, number: Int) {
    let text = line.last == 0x0D ? line.dropLast() : line
    let begin = text.drop { $0 == 0x20 || $0 == 0x09 }
    // A comment between continued lines is left out; what follows still belongs to the line above.
    if begin.first == UInt8(ascii: "#") || begin.first == UInt8(ascii: ";") { return }
    var whole = continued ?? (text: [], line: number)
    guard whole.text.count + begin.count <= Self.lineLimitBytes else {
      continued = nil
      return complain("the line is longer than \(Self.lineLimitBytes) bytes, ignoring it; split it", line: whole.line)
    }
    whole.text += begin
    // An even number of backslashes is as many halves of escaped ones, not a continuation.
    guard whole.text.reversed().prefix(while: { $0 == UInt8(ascii: "\\") }).count % 2 == 1 else {
      continued = nil
      return read(whole: whole.text, number: whole.line)
    }
    whole.text[whole.text.count - 1] = 0x20
    continued = whole
  }

  private mutating func endContinuation() {
    guard let last = continued else { return }
    continued = nil
    read(whole: last.text, number: last.line)
  }

  private mutating func read(whole bytes: [UInt8], number: Int) {
    guard let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F })
    else { return complain("the line isn't printable UTF-8 text, ignoring it; write it again", line: number) }
    let line = trimmed(text)
    if line.isEmpty { return }
    if line.first == "[" { return readHeader(line, number: number) }
    guard !isSkipping else { return }
    guard let equals = line.firstIndex(of: "=") else {
      return complain("'\(shortened(line))' has no '=', ignoring it; write Key=value", line: number)
    }
    let key = trimmed(line[..<equals])
    guard !key.isEmpty else { return complain("a key is missing before '=', ignoring the line", line: number) }
    guard !parts.isEmpty else {
      return complain("\(key)= stands before the first section, ignoring it; put it below [Section]", line: number)
    }
    parts[parts.count - 1].assignments.append(
      .init(key: key, value: trimmed(line[line.index(after: equals)...]), place: place(number)))
  }

  private mutating func readHeader(_ line: String, number: Int) {
    let name = line.last == "]" && line.count > 2 ? trimmed(line.dropFirst().dropLast()) : ""
    isSkipping = name.isEmpty
    guard !name.isEmpty else {
      return complain("'\(shortened(line))' is no section, ignoring all of it; write [Section]", line: number)
    }
    parts.append(ConfigurationPart(header: name, place: place(number)))
  }

  private func place(_ line: Int) -> ConfigurationPlace { ConfigurationPlace(file: file, line: line) }

  private mutating func complain(_ sentence: String, line: Int) {
    problems.append(ConfigurationProblem(sentence, at: place(line)))
  }
}

/// Without the blanks at both ends.
func trimmed(_ text: some StringProtocol) -> String {
  let begin = text.drop { $0 == " " || $0 == "\t" }
  return String(begin[..<(begin.lastIndex { $0 != " " && $0 != "\t" }.map(begin.index(after:)) ?? begin.startIndex)])
}

/// A part of a file, short enough to stand in a message.
func shortened(_ text: String) -> String { text.count <= 60 ? text : text.prefix(60) + "…" }
