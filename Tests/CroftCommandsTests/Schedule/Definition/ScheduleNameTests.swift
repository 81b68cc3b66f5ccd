import Testing

@testable import CroftCommands

@Suite struct ScheduleNameTests {
  @Test func aNameNamesTwoUnits() throws {
    let name = try ScheduleName("nightly-2.b_c")
    #expect(name.timer == "croft-schedule-nightly-2.b_c.timer")
    #expect(name.service == "croft-schedule-nightly-2.b_c.service")
  }

  @Test(arguments: [
    "", ".", "..", ".hidden", "-x", "_x", "a/b", "a b", "a\n", "a%i", "a@b", "ä", "a\u{301}", "a$b", "a\\x2d", "a;b",
  ])
  func whatASystemdUnitOrAPathWouldTakeForSyntaxIsRefused(text: String) {
    #expect(throws: ScheduleError.self) { try ScheduleName(text) }
  }

  @Test func aNameIsBounded() throws {
    _ = try ScheduleName(String(repeating: "a", count: 128))
    #expect(throws: ScheduleError.self) { try ScheduleName(String(repeating: "a", count: 129)) }
  }
}
