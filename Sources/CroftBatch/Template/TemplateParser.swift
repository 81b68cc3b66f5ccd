import CroftProtocol

/// Takes a text with replacement strings apart.
struct TemplateParser {
  private let text: [UInt8]
  private let columns: InputColumns
  private var position = 0
  private var literal: [UInt8] = []
  private var found: [TextTemplate.Part] = []

  private static let opening = UInt8(ascii: "{")
  private static let closing = UInt8(ascii: "}")

  init(_ text: [UInt8], columns: InputColumns) {
    self.text = text
    self.columns = columns
  }

  mutating func parts() throws(BatchError) -> [TextTemplate.Part] {
    while let open = text[position...].firstIndex(of: Self.opening) {
      literal += text[position..<open]
      let inside = text[(open + 1)...].prefix { $0 != Self.opening && $0 != Self.closing }
      let isClosed = inside.endIndex < text.count && text[inside.endIndex] == Self.closing
      let isShellVariable = open > 0 && text[open - 1] == UInt8(ascii: "$")
      if isClosed, let part = try part(Array(inside), isShellVariable: isShellVariable) {
        endLiteral()
        found.append(part)
        position = inside.endIndex + 1
      } else {
        literal.append(Self.opening)
        position = open + 1
      }
    }
    literal += text[position...]
    endLiteral()
    return found
  }

  private mutating func endLiteral() {
    if !literal.isEmpty { found.append(.literal(ByteString(literal))) }
    literal = []
  }

  /// What stands for the text in a pair of braces; nil if the braces are not ours.
  private func part(_ inside: [UInt8], isShellVariable: Bool) throws(BatchError) -> TextTemplate.Part? {
    if inside == Array("#".utf8) { return .taskNumber }
    if inside == Array("%".utf8) { return .slotNumber }
    if let form = Self.form(inside[...]) {
      guard columns.count > 0 else { throw BatchError("{\(form.rawValue)} stands for an input, and there are none") }
      return .allInputs(form)
    }
    if let place = try inputPlace(inside) { return place }
    let name = inside.prefix(while: ByteClass.isWord)
    guard !isShellVariable, columns.names.contains(where: { $0 != nil }), !name.isEmpty,
      let form = Self.form(inside[name.endIndex...])
    else { return nil }
    return .input(try column(String(decoding: name, as: UTF8.self)), form)
  }

  /// `{2}`, `{-1.}`.
  private func inputPlace(_ inside: [UInt8]) throws(BatchError) -> TextTemplate.Part? {
    let isFromEnd = inside.first == UInt8(ascii: "-")
    let digits = inside.dropFirst(isFromEnd ? 1 : 0).prefix(while: ByteClass.isDigit)
    guard let form = Self.form(inside[digits.endIndex...]), let number = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    guard number >= 1, number <= columns.count else {
      let count = columns.count == 1 ? "there is 1" : "there are \(columns.count)"
      throw BatchError("{\(String(decoding: inside, as: UTF8.self))} is no input: \(count), counted from 1")
    }
    return .input(isFromEnd ? columns.count - number : number - 1, form)
  }

  private func column(_ name: String) throws(BatchError) -> Int {
    if let index = columns.names.firstIndex(of: name) { return index }
    let names = columns.names.compactMap { $0 }
    // More than this many names nobody reads through.
    let list = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    let hint = NearestName.of(name, among: names).map { "did you mean {\($0)}? To" } ?? "there are \(list); to"
    throw BatchError("{\(name)} is no column: \(hint) keep the braces, write { \(name)}")
  }

  private static func form(_ suffix: ArraySlice<UInt8>) -> ValueForm? {
    suffix.count > 2 ? nil : ValueForm(rawValue: String(decoding: suffix, as: UTF8.self))
  }
}
