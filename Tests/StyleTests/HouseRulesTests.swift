import Testing

/// Rules that a search for a word can hold.
enum WordRules {
  private static let printers: Set<Substring> = ["print", "Swift.print", "debugPrint", "dump", "NSLog"]

  /// Put together here, so that this file passes its own rule.
  private static let notes: Set<Substring> = ["TO" + "DO", "FIX" + "ME"]

  /// A library that prints writes into the middle of its user's output.
  static func printing(in file: SourceFile) -> [Violation] {
    CodeOnly(file.text).numberedLines.flatMap { line in
      line.text.matches(of: /(func +)?([.\w]+)\(/).filter { call in
        call.output.1 == nil && printers.contains(call.output.2)
      }.map { Violation(file.path, line: line.number, "a library calls \($0.output.2)") }
    }
  }

  /// What is left undone belongs to an issue, where it is seen.
  static func leftovers(in file: SourceFile) -> [Violation] {
    file.lines.enumerated().filter { line in
      line.element.split { !$0.isLetter }.contains { notes.contains($0) }
    }.map { Violation(file.path, line: $0.offset + 1, "a note of work left undone") }
  }
}

@Suite struct HouseRulesTests {
  @Test func librariesDoNotPrint() throws {
    let libraries = try SourceTree.files(in: "Sources").filter {
      $0.path.hasPrefix("Sources/Croft") && !$0.isIn("Sources/CroftCommands")
    }
    expectNone(libraries.flatMap(WordRules.printing))
  }

  @Test func nothingIsLeftUndone() throws {
    try expectNone(SourceTree.everySwiftFile().flatMap(WordRules.leftovers))
  }

  @Test(arguments: ["croftd", "croft"])
  func anExecutableReadsLikeAChecklist(name: String) throws {
    let lines = try SourceTree.files(in: "Sources/" + name).reduce(0) { $0 + $1.lines.count }
    #expect((1..<60).contains(lines), "Sources/\(name) has \(lines) lines")
  }

  @Test func cIsOnlyWhatGlibcLacks() throws {
    let lines = try SourceTree.files(in: "Sources/CLinux", extensions: ["c", "h"]).reduce(0) { $0 + $1.lines.count }
    #expect(lines < 300, "Sources/CLinux has \(lines) lines")
  }

  @Test func theTopLevelIsTidy() throws {
    let allowed: Set = ["Package.swift", "Package.resolved", "Sources", "Tests", "Units", "Scripts", "README.md"]
    let others = try SourceTree.topLevelNames().filter { !$0.hasPrefix(".") && !allowed.contains($0) }
    #expect(others == [])
  }

  @Test func aPrintingLibraryIsFound() {
    let source = """
      log.print("fine")
      func print(_ text: String) {}
      // print("fine")
      let text = "print(1)"
      reprint(text)
      print(text)
      if true { Swift.print(text) }
      """
    let found = WordRules.printing(in: SourceFile(path: "A.swift", text: source))
    #expect(found.map(\.line) == [6, 7])
  }

  @Test func aNoteOfWorkLeftUndoneIsFound() {
    let file = SourceFile(path: "A.swift", text: "let todo = 1\n// " + "TO" + "DO: everything\n")
    #expect(WordRules.leftovers(in: file).map(\.line) == [2])
  }
}
