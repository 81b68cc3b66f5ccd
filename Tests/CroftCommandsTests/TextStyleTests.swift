import Testing

@testable import CroftCommands

@Suite struct TextStyleTests {
  @Test func statesHaveColoursThatTakeNoRoom() {
    var table = Table(columns: [.init(heading: "STATE"), .init(heading: "NAME")])
    table.rows = [[.state("failed", .bad), .text("a")], [.state("succeeded", .good), .text("b")]]
    let lines = table.lines(in: .terminal(nowUnixMilliseconds: 0))
    #expect(lines[1] == "\u{1B}[31mfailed\u{1B}[0m     a")
    #expect(lines[2] == "\u{1B}[32msucceeded\u{1B}[0m  b")
    #expect(table.lines(in: .plain) == ["STATE      NAME", "failed     a", "succeeded  b"])
    #expect(table.lines(in: .terminal(nowUnixMilliseconds: 0, hasColours: false)) == table.lines(in: .plain))
  }

  @Test(arguments: [
    ([:], true), (["NO_COLOR": ""], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false),
    (["TERM": "xterm"], true),
  ])
  func coloursAreForTerminalsWhoseUsersWantThem(environment: [String: String], isColoured: Bool) {
    #expect(TextStyle.mayHaveColours(environment) == isColoured)
  }

  @Test(arguments: [
    (1_234_567, "1.235 s", "1.235"), (61_000_000, "1 min 1 s", "61.000"), (7_320_000_000, "2 h 2 min", "7320.000"),
    (180_000_000_000, "2 d 2 h", "180000.000"), (.max, "106751991 d 4 h", "9223372036854.776"),
  ])
  func durationsAreRoundedForPeopleAndExactForPrograms(microseconds: Int, text: String, exact: String) {
    #expect(TextStyle.terminal(nowUnixMilliseconds: 0).duration(microseconds: microseconds) == text)
    #expect(TextStyle.plain.duration(microseconds: microseconds).hasPrefix(exact))
  }

  @Test func wideCharactersTakeTwoColumns() {
    var table = Table(columns: [.init(heading: "A"), .init(heading: "B")])
    table.rows = [[.text("夜間"), .text("x")]]
    #expect(table.lines(in: .plain) == ["A     B", "夜間  x"])
  }
}
