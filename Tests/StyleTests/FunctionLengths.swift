/// Finds the functions of a source by matching braces, and how many lines each takes.
///
/// It is generous: accessors and closures count only as part of the function around them.
struct FunctionLengths {
  struct Function: Equatable {
    let line: Int
    let name: String
    let lineCount: Int
  }

  private let code: [UInt8]

  static func functions(in source: String) -> [Function] {
    FunctionLengths(code: CodeOnly(source).bytes).all()
  }

  private func all() -> [Function] {
    var found: [Function] = []
    var line = 1
    for index in code.indices {
      if code[index] == UInt8(ascii: "\n") { line += 1 }
      guard let name = declaration(at: index), let body = bodyStart(from: index + name.utf8.count) else { continue }
      let newlines = code[index...bodyEnd(from: body)].count { $0 == UInt8(ascii: "\n") }
      found.append(Function(line: line, name: name, lineCount: newlines + 1))
    }
    return found
  }

  /// `func name`, `init`, `deinit` or `subscript`, where a declaration of one starts.
  private func declaration(at index: Int) -> String? {
    if index > 0, isWord(code[index - 1]) || [UInt8(ascii: "."), UInt8(ascii: "`")].contains(code[index - 1]) {
      return nil
    }
    for keyword in ["func", "init", "deinit", "subscript"] where code[index...].starts(with: keyword.utf8) {
      let rest = code[(index + keyword.utf8.count)...]
      guard let next = rest.first, !isWord(next) else { continue }
      if keyword != "func" { return keyword }
      let name = rest.dropFirst().prefix { ![UInt8(ascii: "("), UInt8(ascii: "<")].contains($0) }
      return "func" + " " + String(decoding: name, as: UTF8.self)
    }
    return nil
  }

  /// Where the body's brace opens; nil for a requirement, which has none.
  private func bodyStart(from start: Int) -> Int? {
    var depth = 0
    for index in start..<max(start, code.count) {
      switch code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{") where depth == 0: return index
      case UInt8(ascii: "}") where depth == 0: return nil
      case UInt8(ascii: "\n") where depth == 0 && !continues(after: index): return nil
      default: break
      }
      if depth < 0 { return nil }
    }
    return nil
  }

  /// Whether a declaration goes on in the line after the line end at `index`.
  private func continues(after index: Int) -> Bool {
    let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    if code[..<index].last(where: { !isSpace($0) }) == UInt8(ascii: ",") { return true }
    let next = code[index...].drop(while: isSpace)
    return ["{", "->", "throws", "rethrows", "async", "where"].contains { next.starts(with: $0.utf8) }
  }

  private func bodyEnd(from start: Int) -> Int {
    var depth = 0
    for index in start..<code.count {
      if code[index] == UInt8(ascii: "{") { depth += 1 }
      if code[index] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return index }
    }
    return code.count - 1
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
