import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftExecutor

@Suite struct JournalWriterTests {
  private func entry(_ message: String) -> JournalDatagram {
    var entry = JournalDatagram()
    entry.append(.message, message)
    return entry
  }

  @Test func aJournalThatIsAwayIsWaitedForAndThenGivenUpAndTold() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/journal"
      var writer = JournalWriter(JournalSocket(isBlocking: true, path: path), patienceNanoseconds: 5_000_000)
      for message in ["lost", "lost, too"] {
        writer.send(entry(message)) { count, reason in entry("\(count): \(reason)") }
      }
      #expect(writer.lostCount == 2)
      #expect(writer.lostReason.contains("ENOENT"))
    }
  }

  @Test func aJournalThatWasStartedAnewIsFoundAgain() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/journal"
      var writer = JournalWriter(JournalSocket(isBlocking: true, path: path))
      var journal: ReceivingJournal? = try ReceivingJournal(in: directory)
      writer.send(entry("first")) { _, _ in entry("") }
      #expect(journal?.next() == ["MESSAGE=first"])
      journal = nil
      try FileSystem.removeTree(path)
      journal = try ReceivingJournal(in: directory)
      writer.send(entry("second")) { _, _ in entry("") }
      #expect(journal?.next() == ["MESSAGE=second"])
      #expect(writer.lostCount == 0)
    }
  }
}
