import Logging
import Testing

@testable import CroftSystemd

@Suite struct JournalEntryTests {
  @Test func metadataBecomesFieldsOfOurOwn() {
    let entry = JournalEntry(
      message: "hello", level: .warning, identifier: "croftd",
      metadata: ["application": "7", "exit-code": "3", "message-id": "0123"])
    #expect(
      entry.fields.map { "\($0.name)=\($0.value)" } == [
        "MESSAGE=hello", "PRIORITY=4", "SYSLOG_IDENTIFIER=croftd", "CROFT_APPLICATION=7", "CROFT_EXIT_CODE=3",
        "MESSAGE_ID=0123",
      ])
  }

  @Test func namesAreCutToWhatTheJournalTakes() {
    let entry = JournalEntry(
      message: "", level: .trace, identifier: "", metadata: [String(repeating: "é", count: 100): "v"])
    #expect(entry.fields.last?.name == "CROFT_" + String(repeating: "_", count: 58))
    #expect(entry.fields[1].value == "7")
  }
}
