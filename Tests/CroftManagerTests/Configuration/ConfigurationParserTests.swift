import CroftTesting
import Testing

@testable import CroftManager

@Suite struct ConfigurationParserTests {
  private func parse(_ text: String) -> ConfigurationParser { .parse(Array(text.utf8), file: "f") }

  /// Each assignment as `Section/Key=value@line`.
  private func flat(_ parser: ConfigurationParser) -> [String] {
    parser.parts.flatMap { part in part.assignments.map { "\(part.header)/\($0.key)=\($0.value)@\($0.place.line ?? 0)" }
    }
  }

  @Test func sectionsKeysAndCommentsAreTold() {
    let parser = parse("# c\n; c\n\n[A b]\n  K =  v w \nL=\n  # c\nM=a=b#c\r\n[C]\n")
    #expect(flat(parser) == ["A b/K=v w@5", "A b/L=@6", "A b/M=a=b#c@8"])
    #expect(parser.parts.map(\.header) == ["A b", "C"])
    #expect(parser.problems == [])
  }

  /// The example of systemd.syntax(7).
  @Test func aBackslashContinuesALineAcrossComments() {
    let parser = parse("[S]\nK=value 2 \\\n# a comment\n; another\n   value 2 continued\nL=x\\\\\nM=y\\")
    #expect(flat(parser) == ["S/K=value 2  value 2 continued@2", "S/L=x\\\\@6", "S/M=y@7"])
    #expect(parser.problems == [])
  }

  @Test func aByteOrderMarkAndAMissingLastLineEndAreFine() {
    #expect(flat(parse("\u{FEFF}[S]\nK=v")) == ["S/K=v@2"])
  }

  @Test(arguments: [
    ("K=v\n", 1, "before the first section"), ("[S]\nnonsense\n", 2, "has no '='"),
    ("[S]\n=v\n", 2, "a key is missing"),
    ("[S\nK=v\n", 1, "is no section"), ("[]\nK=v\n", 1, "is no section"), ("[S]\nK=a\u{1}b\n", 2, "printable"),
  ])
  func aWrongLineIsNamed(text: String, line: Int, complaint: String) {
    let parser = parse(text)
    #expect(parser.problems.map(\.line) == [line])
    #expect(parser.problems.first?.description.contains(complaint) == true)
    #expect(flat(parser) == [])
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let parser = ConfigurationParser.parse(Array("[S]\nK=".utf8) + [0xFF, 0x0A] + Array("L=v\n".utf8), file: "f")
    #expect(parser.problems.map(\.line) == [2])
    #expect(flat(parser) == ["S/L=v@3"])
  }

  @Test func aLineThatIsTooLongIsRefusedAlsoInPieces() {
    let half = String(repeating: "x", count: ConfigurationParser.lineLimitBytes / 2)
    let parser = parse("[S]\nK=\(half)\\\n\(half)\nL=v\n")
    #expect(parser.problems.map(\.line) == [2])
    #expect(flat(parser) == ["S/L=v@4"])
  }

  @Test func randomTextNeverTraps() {
    var random = SeededRandom(seed: 7)
    let pieces = [
      "[", "]", "=", "\\", "\n", "\r", "#", ";", " ", "\t", "Cores", "Queue a", "Manager", "\u{0}", "é", "9", "%", "s",
      ".",
    ]
    for _ in 0..<5000 {
      let text = (0..<random.below(60)).map { _ in pieces[random.below(pieces.count)] }.joined()
      let lines = text.utf8.count { $0 == 0x0A } + 1
      let parser = parse(text)
      var builder = ConfigurationBuilder()
      for part in parser.parts { builder.apply(part) }
      let named = (parser.problems + builder.problems).map { $0.line ?? 0 }
      #expect(named.allSatisfy { (1...lines).contains($0) }, "\(text)")
    }
  }
}
