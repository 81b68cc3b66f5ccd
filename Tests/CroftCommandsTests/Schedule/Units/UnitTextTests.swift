import Testing

@testable import CroftCommands

@Suite struct UnitTextTests {
  @Test(arguments: [
    ("plain", "\"plain\""), ("a b", "\"a b\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("100%", "\"100%%\""),
    // A combining mark makes one character of itself and the quote, and systemd sees bytes.
    ("\"\u{301}%\u{301}\\\u{301}", "\"\\\"\u{301}%%\u{301}\\\\\u{301}\""),
  ])
  func aWordIsQuoted(text: String, quoted: String) throws {
    #expect(try UnitText.quoted(text).unicodeScalars.elementsEqual(quoted.unicodeScalars))
  }

  @Test func aLineKeepsItsSpecifiers() throws {
    #expect(try UnitText.line("50% of \"it\" \\ all") == "50%% of \"it\" \\ all")
  }

  @Test(arguments: ["a\nb", "a\u{0}b", "\u{1B}[2J", "a\r"])
  func controlCharactersAreRefused(text: String) {
    #expect(throws: ScheduleError.self) { try UnitText.line(text) }
    #expect(throws: ScheduleError.self) { try UnitText.quoted(text) }
  }

  @Test func aBackslashAtTheEndWouldJoinTwoLines() {
    #expect(throws: ScheduleError.self) { try UnitText.line("a\\") }
  }

  @Test(arguments: ["relative", "/a$b", "/a\nb", "/a\"", "/a's", "/a\\", "/\"\u{301}"])
  func aProgramThatSystemdWouldMisreadIsRefused(path: String) {
    #expect(throws: ScheduleError.self) { try UnitText.program(path) }
  }
}
