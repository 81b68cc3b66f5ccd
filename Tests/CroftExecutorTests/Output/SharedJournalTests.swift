import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftExecutor

@Suite struct SharedJournalTests {
  private func entry(_ message: String) -> JournalDatagram {
    var entry = JournalDatagram()
    entry.append(.message, message)
    return entry
  }

  @Test func aJournalThatIsAwayIsWaitedForOnceAndForAll() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = SharedJournal(
        JournalWriter(
          JournalSocket(isBlocking: false, path: "\(directory)/journal"), patienceNanoseconds: 50_000_000))
      var asked = 0
      func send() {
        journal.send(entry("lost")) {
          asked += 1
          return true
        } report: { _, _ in
          self.entry("")
        }
      }
      send()
      let askedFirst = asked
      #expect(askedFirst > 0)
      for _ in 0..<3 { send() }
      #expect(asked == askedFirst)
    }
  }

  @Test func whoDoesNotWaitLosesTheEntryWhichIsToldLater() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = SharedJournal(
        JournalWriter(JournalSocket(isBlocking: false, path: "\(directory)/journal")))
      journal.send(entry("lost")) {
        false
      } report: { _, _ in
        self.entry("")
      }
      let receiving = try ReceivingJournal(in: directory)
      journal.send(entry("next")) {
        false
      } report: {
        self.entry("\($0): \($1)")
      }
      #expect(receiving.next() == ["MESSAGE=1: its command's time was over"])
      #expect(receiving.next() == ["MESSAGE=next"])
    }
  }
}
