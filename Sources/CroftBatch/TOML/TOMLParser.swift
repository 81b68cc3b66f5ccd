/// Reads a TOML 1.0 document (toml.io/en/v1.0.0), and keeps where each key and value stands.
///
/// Integers are of 64 bits and floats doubles, as the specification asks for at least. Dates and times are checked and
/// kept as text. The first mistake ends it.
package struct TOMLParser {
  /// Of arrays and inline tables in one another, and of the parts of a key. Nobody writes so many, and a parser that
  /// goes down with the document's depth must not run out of stack.
  static let maximumDepth = 64

  var cursor: TOMLCursor
  private let root = TOMLNode(.header, at: TextPlace(line: 1, column: 1))
  /// What the last header opened.
  private var section: TOMLNode

  private init(_ text: [UInt8]) {
    cursor = TOMLCursor(text)
    section = root
  }

  /// - Throws: a ``TOMLError`` with the place, and what was expected there.
  package static func parse(_ text: [UInt8]) throws(TOMLError) -> TOMLTable {
    guard text.count <= BatchLimits.jobFileBytes else {
      let limit = "\(BatchLimits.jobFileBytes >> 20) MiB"
      throw TOMLError(place: TextPlace(line: 1, column: 1), problem: "the file is longer than \(limit)")
    }
    try checkEncoding(text)
    var parser = TOMLParser(text)
    try parser.readDocument()
    return parser.root.finished
  }

  private static func checkEncoding(_ text: [UInt8]) throws(TOMLError) {
    guard String(validating: text, as: UTF8.self) == nil else { return }
    var line = 1
    for part in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil {
        throw TOMLError(
          place: TextPlace(line: line, column: 1), problem: "the line isn't UTF-8; save the file as UTF-8")
      }
      line += 1
    }
  }

  private mutating func readDocument() throws(TOMLError) {
    while true {
      try cursor.skipSpace()
      guard let byte = cursor.byte else { return }
      if byte == UInt8(ascii: "[") { try readHeader() } else { try readPair() }
      cursor.skipBlanks()
      try cursor.skipComment()
      guard cursor.byte == nil || cursor.skipLineEnd() else {
        throw cursor.error("the end of the line is expected, not \(cursor.found)")
      }
    }
  }

  private mutating func readHeader() throws(TOMLError) {
    let place = cursor.place
    cursor.advance()
    let isArray = cursor.skip(if: UInt8(ascii: "["))
    let key = try readKey()
    guard cursor.skip(if: UInt8(ascii: "]")), !isArray || cursor.skip(if: UInt8(ascii: "]")) else {
      throw cursor.error("\(isArray ? "]]" : "]") is expected behind the table's name, not \(cursor.found)")
    }
    section = try isArray ? open(appending: key, at: place) : open(key, at: place)
  }

  private mutating func readPair() throws(TOMLError) {
    let key = try readKey()
    guard cursor.skip(if: UInt8(ascii: "=")) else {
      throw cursor.error("= is expected behind the key, not \(cursor.found)")
    }
    cursor.skipBlanks()
    let value = try readValue(depth: 0)
    try TOMLParser.assign(value, to: key, in: section)
  }

  // MARK: - Headers

  private func open(_ key: [KeyPart], at place: TextPlace) throws(TOMLError) -> TOMLNode {
    let (parent, last) = try parent(of: key)
    switch parent[last.name] {
    case nil:
      let table = TOMLNode(.header, at: place)
      parent.add(last.name, at: last.place, .table(table))
      return table
    case .table(let table) where table.origin == .parentOfHeader:
      table.origin = .header
      return table
    default: throw Self.duplicate(key, last, in: parent)
    }
  }

  private func open(appending key: [KeyPart], at place: TextPlace) throws(TOMLError) -> TOMLNode {
    let (parent, last) = try parent(of: key)
    let table = TOMLNode(.header, at: place)
    switch parent[last.name] {
    case nil: parent.add(last.name, at: last.place, .tables(TOMLNode.TableArray(table)))
    case .tables(let array): array.append(table)
    default: throw Self.duplicate(key, last, in: parent)
    }
    return table
  }

  /// The table that a header's last part belongs in; those on the way are made.
  private func parent(of key: [KeyPart]) throws(TOMLError) -> (TOMLNode, KeyPart) {
    var table = root
    for part in key.dropLast() {
      switch table[part.name] {
      case nil:
        let new = TOMLNode(.parentOfHeader, at: part.place)
        table.add(part.name, at: part.place, .table(new))
        table = new
      case .table(let known): table = known
      case .tables(let array): table = array.last
      case .value: throw Self.duplicate(key, part, in: table)
      }
    }
    return (table, key[key.count - 1])
  }

  // MARK: - Keys

  struct KeyPart {
    let name: String
    let place: TextPlace
  }

  /// Puts a value where its key, perhaps a dotted one, says, below a table that may still be added to.
  static func assign(_ value: TOMLValue, to key: [KeyPart], in table: TOMLNode) throws(TOMLError) {
    var table = table
    for part in key.dropLast() {
      switch table[part.name] {
      case nil:
        let new = TOMLNode(.dottedKey, at: part.place)
        table.add(part.name, at: part.place, .table(new))
        table = new
      case .table(let known) where known.origin == .dottedKey: table = known
      default: throw duplicate(key, part, in: table)
      }
    }
    let last = key[key.count - 1]
    guard table[last.name] == nil else { throw duplicate(key, last, in: table) }
    table.add(last.name, at: last.place, .value(value))
  }

  private static func duplicate(_ key: [KeyPart], _ part: KeyPart, in table: TOMLNode) -> TOMLError {
    let line = table.keyPlace(part.name).map { " in line \($0.line)" } ?? ""
    let name = key.prefix { $0.place <= part.place }.map(\.name.onOneLine).joined(separator: ".")
    return TOMLError(place: part.place, problem: "'\(name)' is there already\(line); remove one, or join them")
  }

  /// Parts with dots between them, and the blanks behind.
  mutating func readKey() throws(TOMLError) -> [KeyPart] {
    var parts: [KeyPart] = []
    repeat {
      cursor.skipBlanks()
      parts.append(try readKeyPart())
      guard parts.count <= Self.maximumDepth else { throw cursor.error("a key has \(Self.maximumDepth) parts at most") }
      cursor.skipBlanks()
    } while cursor.skip(if: UInt8(ascii: "."))
    return parts
  }

  private mutating func readKeyPart() throws(TOMLError) -> KeyPart {
    let place = cursor.place
    switch cursor.byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard !cursor.begins(with: "\"\"\""), !cursor.begins(with: "'''") else {
        throw cursor.error("a key can't be a string of several lines; use one quote")
      }
      return KeyPart(name: try readString(), place: place)
    default:
      let name = cursor.take { ByteClass.isWord($0) || $0 == UInt8(ascii: "-") }
      guard !name.isEmpty else {
        throw cursor.error(
          "a key is expected, not \(cursor.found); put names with other than letters, digits, - and _ in quotes")
      }
      return KeyPart(name: String(decoding: name, as: UTF8.self), place: place)
    }
  }
}
