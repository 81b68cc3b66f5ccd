import Testing

@testable import CroftCommands

@Suite struct TableTests {
  private static let now = 1_700_000_000_000

  @Test func columnsAreAlignedAndLinesEndWithTheirLastWord() {
    var table = Table(columns: [.init(heading: "ID", isNumeric: true), .init(heading: "NAME"), .init(heading: "X")])
    table.rows = [[.number(7), .text("a"), .missing], [.number(1234), .text("longer"), .text("")]]
    #expect(
      table.lines(in: .plain) == [
        "  ID  NAME    X",
        "   7  a       -",
        "1234  longer  -",
      ])
  }

  @Test func aTableMayComeInParts() {
    var table = Table(columns: [.init(heading: "ID", isNumeric: true), .init(heading: "NAME")])
    table.rows = [[.number(7), .text("a")]]
    var widths: [Int]?
    #expect(table.lines(in: .plain, widths: &widths) == ["ID  NAME", " 7  a"])
    table.rows = [[.number(8), .text("b")], [.number(1234), .text("c")]]
    #expect(table.lines(in: .plain, widths: &widths) == ["   8  b", "1234  c"])
    #expect(widths == [4, 4])
  }

  @Test func aTerminalGetsBoldHeadings() {
    let table = Table(columns: [.init(heading: "ID")])
    #expect(table.lines(in: .terminal(nowUnixMilliseconds: 0)) == ["\u{1B}[1mID\u{1B}[0m"])
  }

  @Test func aTableWithoutHeadingsHasNoLineForThem() {
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    table.rows = [[.text("Cores"), .portion(.number(1), of: .number(2))]]
    #expect(table.lines(in: .plain) == ["Cores  1 of 2"])
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1 << 30, "1 GiB"), (16_252_928_000, "15.1 GiB"),
    (3 << 50, "3 PiB"),
  ])
  func sizesAreRoundedForPeopleAndExactForPrograms(bytes: Int, text: String) {
    #expect(TableValue.bytes(bytes).text(in: .terminal(nowUnixMilliseconds: 0)) == text)
    #expect(TableValue.bytes(bytes).text(in: .plain) == String(bytes))
  }

  @Test(arguments: [(0, "just now"), (59, "59 s ago"), (600, "10 min ago"), (7300, "2 h ago"), (260_000, "3 days ago")])
  func momentsAreRelativeForPeople(seconds: Int, text: String) {
    let value = TableValue.moment(unixMilliseconds: Self.now - seconds * 1000)
    #expect(value.text(in: .terminal(nowUnixMilliseconds: Self.now)) == text)
  }

  @Test func momentsAreUTCForPrograms() {
    #expect(TableValue.moment(unixMilliseconds: Self.now).text(in: .plain) == "2023-11-14T22:13:20Z")
  }

  @Test func anotherUsersNameCannotDrawOnTheTerminal() {
    #expect(TableValue.text("a\u{1B}[2Jb\nc\u{202E}d é").text(in: .plain) == "a?[2Jb?c?d é")
  }

  @Test func usersAreNamedWhereTheyHaveANameAndNumberedElse() {
    #expect(TableValue.user(id: 0).text(in: .plain) == "root")
    #expect(TableValue.user(id: 4_294_000_000).text(in: .plain) == "4294000000")
  }
}
