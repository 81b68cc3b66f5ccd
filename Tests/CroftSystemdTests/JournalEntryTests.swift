import CroftProtocol
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

  @Test func anEntryIsADatagramOfItsFields() {
    let entry = JournalEntry(message: "two\nlines", level: .notice, identifier: "croftd", metadata: [:])
    let length = "\u{9}" + String(repeating: "\0", count: 7)
    let expected = "MESSAGE\n\(length)two\nlines\nPRIORITY=5\nSYSLOG_IDENTIFIER=croftd\n"
    #expect(entry.datagram.bytes == Array(expected.utf8))
  }

  @Test func longValuesAreCutToWhatADatagramHolds() {
    let long = String(repeating: "x", count: 1 << 20)
    let entry = JournalEntry(message: long, level: .notice, identifier: "croftd", metadata: ["name": "\(long)"])
    #expect(entry.datagram.bytes.count < 100 << 10)
  }
}
