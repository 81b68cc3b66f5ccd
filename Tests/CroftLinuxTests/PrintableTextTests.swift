import CroftLinux
import Testing

@Suite struct PrintableTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("gr\u{FC}\u{DF}e \u{1F680}", "gr\u{FC}\u{DF}e \u{1F680}"),
    ("a\nb\u{1B}[2J\u{202E}c", "a?b?[2J?c"),
  ])
  func whatDoesNotPrintIsReplaced(text: String, printable: String) {
    #expect(text.printable == printable)
  }

  @Test func onlyControlCharactersAreCommands() {
    #expect("a\u{85}".hasControlCharacters && "\u{7F}".hasControlCharacters)
    #expect(!"a\u{200D}b".hasControlCharacters)
  }
}
