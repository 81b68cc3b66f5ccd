import Testing

/// Short lines fit beside each other on a screen; short files and functions fit into a head.
enum LengthRules {
  static let columns = 120
  static let linesOfFile = 400
  static let linesOfFunction = 70

  static func longLines(in file: SourceFile) -> [Violation] {
    file.lines.enumerated().filter { $0.element.count > columns }.map {
      Violation(file.path, line: $0.offset + 1, "\($0.element.count) columns, of at most \(columns)")
    }
  }

  static func tooLong(_ file: SourceFile) -> [Violation] {
    let count = file.lines.count
    return count <= linesOfFile ? [] : [Violation(file.path, line: count, "\(count) lines, of at most \(linesOfFile)")]
  }

  static func longFunctions(in file: SourceFile) -> [Violation] {
    FunctionLengths.functions(in: file.text).filter { $0.lineCount > linesOfFunction }.map {
      Violation(file.path, line: $0.line, "\($0.name): \($0.lineCount) lines, of at most \(linesOfFunction)")
    }
  }
}

@Suite struct LengthTests {
  static let languages: Set = ["swift", "c", "h", "sh", ""]

  @Test func everyLineFitsTheColumns() throws {
    let files = try ["Sources", "Tests", "Scripts"].flatMap {
      try SourceTree.files(in: $0, extensions: Self.languages)
    }
    expectNone(files.flatMap(LengthRules.longLines))
  }

  @Test func everyFileIsShort() throws {
    let files = try ["Sources", "Tests"].flatMap { try SourceTree.files(in: $0, extensions: Self.languages) }
    expectNone(files.flatMap(LengthRules.tooLong))
  }

  @Test func everyFunctionIsShort() throws {
    let files = try SourceTree.everySwiftFile()
    expectNone(files.flatMap(LengthRules.longFunctions))
  }

  @Test func aLongLineIsFound() {
    let file = SourceFile(path: "A.swift", text: "short\n" + String(repeating: "é", count: 121) + "\n")
    #expect(LengthRules.longLines(in: file) == [Violation("A.swift", line: 2, "121 columns, of at most 120")])
  }

  @Test func aLongFileIsFound() {
    #expect(LengthRules.tooLong(SourceFile(path: "A.swift", text: String(repeating: "x\n", count: 400))) == [])
    #expect(LengthRules.tooLong(SourceFile(path: "A.swift", text: String(repeating: "x\n", count: 401))).count == 1)
  }

  @Test func aLongFunctionIsFound() {
    let body = String(repeating: "    work()\n", count: 69)
    let source = "struct A {\n  func busy(_ a: Int) {\n\(body)  }\n}\n"
    let complaint = "func busy: 71 lines, of at most 70"
    let file = SourceFile(path: "A.swift", text: source)
    #expect(LengthRules.longFunctions(in: file) == [Violation("A.swift", line: 2, complaint)])
  }
}
