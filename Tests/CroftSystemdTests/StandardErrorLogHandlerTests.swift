import Logging
import Testing

@testable import CroftSystemd

@Suite struct StandardErrorLogHandlerTests {
  @Test func aLineHasTimeLevelMessageAndFields() {
    let line = StandardErrorLogHandler.line(
      milliseconds: 1_700_000_000_042, level: .info, message: "executor started",
      metadata: ["executor": "1", "application": "7", "message-id": "abc"])
    #expect(line == "2023-11-14T22:13:20.042Z info: executor started application=7 executor=1\n")
  }

  @Test func noMessageCanForgeALineOrDriveTheTerminal() {
    let line = StandardErrorLogHandler.line(
      milliseconds: 0, level: .error, message: "a\nb\u{1B}[2J", metadata: ["k": "c\r\nd"])
    #expect(line == "1970-01-01T00:00:00.000Z error: a?b?[2J k=c??d\n")
  }
}
