import CroftLinux
import CroftSystemd
import Glibc
import Logging
import Testing

@Suite(
  .serialized, .enabled(if: RunningJournal.canRun, "needs a journal, or root and systemd-journald to start one"))
struct JournalTests {
  @Test func messagesArriveWithTheirFields() throws {
    try RunningJournal.with {
      var handler: any LogHandler = JournalLogHandler(identifier: "croft-test")
      handler.logLevel = .info
      handler[metadataKey: "application"] = "7"
      let logger = Logger(label: "test") { _ in handler }
      let mark = "\(UInt64.random(in: 0 ... .max))"
      logger.warning("two\nlines", metadata: ["mark": "\(mark)", "message-id": "0123456789abcdef0123456789abcdef"])
      let lines = try RunningJournal.entries(matching: "CROFT_MARK=\(mark)")
      for expected in [
        "PRIORITY=4", "SYSLOG_IDENTIFIER=croft-test", "CROFT_APPLICATION=7",
        "MESSAGE_ID=0123456789abcdef0123456789abcdef", "_PID=\(getpid())",
      ] {
        #expect(lines.contains { $0 == expected }, "\(expected) isn't among \(lines)")
      }
      #expect(!lines.contains { $0.hasPrefix("CODE_FILE=") })
    }
  }
}
