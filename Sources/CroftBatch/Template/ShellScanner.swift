/// Follows a shell script to tell which quotes a place in it stands between.
///
/// It knows quotes, escapes, `$( )`, `$(( ))`, `${ }`, backquotes and comments. Of what it can't follow it sees the
/// beginning, and from there on refuses to quote: a wrong quote would run what stands in an input.
struct ShellScanner {
  private enum Context {
    case single
    case double
    /// `$(…)`, `(…)`: as at the top.
    case parentheses
    /// `${…}`: as around it, up to the brace.
    case braces
    case backquotes
  }

  private var contexts: [Context] = []
  /// The bytes before this place, as many as a keyword and its borders have.
  private var recent: [UInt8] = []
  private var isEscaped = false
  private var isInComment = false
  /// How many `<` stand behind one another here, and whether two of them have.
  private var lessThanSigns = 0
  /// What came that can't be followed.
  private var obstacle: String?

  mutating func read(_ script: [UInt8]) {
    for byte in script {
      step(byte)
      recent = recent.suffix(Self.keywordWindow - 1) + [byte]
    }
  }

  /// ` case `.
  private static let keywordWindow = 6

  private var previous: UInt8? { recent.last }

  /// An expanded value stands here: something that is no blank and no quote.
  mutating func readWord() {
    isEscaped = false
    endLessThanSigns()
    recent = [UInt8(ascii: "x")]
  }

  /// - Throws: a ``BatchError`` where no quoting is right.
  func quotingHere() throws(BatchError) -> ShellQuoting {
    let cure = "pass it to the script as the variable \"$CROFT_INPUT\" instead, or write the script to a file"
    if let obstacle = lessThanSigns == 2 ? Self.hereDocument : obstacle {
      throw BatchError("an input can't be quoted behind \(obstacle); \(cure)")
    }
    if contexts.contains(.backquotes) {
      throw BatchError("an input can't be quoted between backquotes; write $(…) in their place")
    }
    if isInComment { throw BatchError("an input stands in a comment; remove the comment or the braces") }
    if isEscaped { throw BatchError("a backslash stands before an input; remove it: inputs are quoted anyway") }
    switch contexts.last {
    case .single: return .insideSingleQuotes
    case .double: return .insideDoubleQuotes
    case .braces: throw BatchError("an input can't be quoted within ${…}; \(cure)")
    case .parentheses, .backquotes, nil: return .word
    }
  }

  private mutating func step(_ byte: UInt8) {
    if isInComment {
      isInComment = byte != UInt8(ascii: "\n")
      return
    }
    if isEscaped {
      isEscaped = false
      return
    }
    if contexts.last == .single {
      if byte == UInt8(ascii: "'") { contexts.removeLast() }
      return
    }
    if byte == UInt8(ascii: "\\") {
      isEscaped = true
      return endLessThanSigns()
    }
    if contexts.last == .double { stepInDoubleQuotes(byte) } else { stepOutside(byte) }
  }

  private mutating func stepInDoubleQuotes(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): contexts.removeLast()
    default: stepInExpansion(byte)
    }
  }

  private mutating func stepOutside(_ byte: UInt8) {
    if byte == UInt8(ascii: "<") {
      lessThanSigns += 1
      return
    }
    endLessThanSigns()
    switch byte {
    case UInt8(ascii: "'") where previous == UInt8(ascii: "$"): obstacle = "$'…', which not every shell knows"
    // A pattern's parenthesis would close the wrong one.
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
      if contexts.contains(.parentheses), isBehindCase { obstacle = "a case within parentheses" }
    // In ${…} between double quotes the single one is an ordinary character.
    case UInt8(ascii: "'") where !isBracesInDoubleQuotes: contexts.append(.single)
    case UInt8(ascii: "\""): contexts.append(.double)
    case UInt8(ascii: "#") where contexts.last != .braces && isAtWordStart: isInComment = true
    case UInt8(ascii: "(") where contexts.last != .braces: contexts.append(.parentheses)
    case UInt8(ascii: ")") where contexts.last == .parentheses: contexts.removeLast()
    case UInt8(ascii: "}") where contexts.last == .braces: contexts.removeLast()
    default: stepInExpansion(byte)
    }
  }

  /// What begins an expansion, in double quotes and outside.
  private mutating func stepInExpansion(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "(") where previous == UInt8(ascii: "$"): contexts.append(.parentheses)
    case UInt8(ascii: "{") where previous == UInt8(ascii: "$"): contexts.append(.braces)
    case UInt8(ascii: "`"):
      if contexts.last == .backquotes { contexts.removeLast() } else { contexts.append(.backquotes) }
    default: break
    }
  }

  private var isBracesInDoubleQuotes: Bool {
    contexts.last == .braces && contexts.dropLast().last { $0 != .braces } == .double
  }

  /// Two begin a here-document; three are bash's here-string, which is a word.
  private mutating func endLessThanSigns() {
    if lessThanSigns == 2 { obstacle = Self.hereDocument }
    lessThanSigns = 0
  }

  private static let hereDocument = "a here-document (<<)"

  private var isBehindCase: Bool {
    let word = recent.reversed().prefix(while: ByteClass.isWord)
    return word.elementsEqual("esac".utf8)
  }

  private var isAtWordStart: Bool { previous.map { " \t\n;&|()".utf8.contains($0) } ?? true }
}
