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

  @Test func everyLineOfAStreamIsAnEntry() throws {
    try RunningJournal.with {
      let identifier = "croft-test-\(UInt64.random(in: 0 ... .max))"
      let stream = try JournalStream.open(identifier: identifier, priority: .notice)
      try stream.writeAll("first\n<0>second\n")
      let lines = try RunningJournal.entries(matching: "SYSLOG_IDENTIFIER=\(identifier)")
      #expect(lines.filter { $0.hasPrefix("MESSAGE=") } == ["MESSAGE=first", "MESSAGE=<0>second"])
      #expect(lines.count { $0 == "PRIORITY=5" } == 2)
    }
  }
}
