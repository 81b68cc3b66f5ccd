import CroftLinux
import CroftTesting
import Logging
import Testing

@testable import CroftSystemd

/// A journal that doesn't read: the daemon goes on all the same.
@Suite struct JournalOutboxTests {
  /// More than a socket's queue holds (net.unix.max_dgram_qlen, which systemd sets to 512).
  private static let count = 2000

  private func entry(_ number: Int) -> JournalEntry {
    JournalEntry(message: "\(number)", level: .info, identifier: "test", metadata: [:])
  }

  private func message(_ text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix("MESSAGE=") }?.dropFirst("MESSAGE=".count)
  }

  @Test func whatTheJournalIsBehindWithArrivesInOrder() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try NotifySocket("\(directory)/journal")
      let outbox = JournalOutbox(identifier: "test", path: journal.path)
      for number in 0..<Self.count { outbox.send(entry(number)) }
      for number in 0..<Self.count { #expect(message(try journal.nextMessage()) == "\(number)") }
      outbox.send(entry(-1))
      #expect(message(try journal.nextMessage()) == "-1")
    }
  }

  @Test func whatFindsNoRoomIsCountedAndTold() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try NotifySocket("\(directory)/journal")
      let outbox = JournalOutbox(identifier: "test", path: journal.path, maximumWaiting: 5)
      for number in 0..<Self.count { outbox.send(entry(number)) }
      var arrived: [Int] = []
      var lost = 0
      while arrived.count + lost < Self.count {
        let text = try #require(message(try journal.nextMessage()))
        if text.contains("entries are lost") {
          lost += try #require(text.split(separator: " ").first.flatMap { Int($0) })
        } else {
          arrived.append(try #require(Int(text)))
        }
      }
      #expect(arrived.count + lost == Self.count)
      #expect(lost > 0)
      #expect(arrived == arrived.sorted())
    }
  }

  @Test func whoeverIsAboutToEndWaitsUntilTheJournalHasAll() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try NotifySocket("\(directory)/journal")
      let outbox = JournalOutbox(identifier: "test", path: journal.path)
      for number in 0..<Self.count { outbox.send(entry(number)) }
      let drained = BlockingQueue<Bool>()
      let waiting = try NamedThread.start(name: "waiting") {
        outbox.drain(atMostMilliseconds: 60_000)
        drained.push(true)
      }
      for number in 0..<Self.count { #expect(message(try journal.nextMessage()) == "\(number)") }
      #expect(drained.pop() == true)
      waiting.join()
    }
  }

  @Test func aJournalThatIsStuckKeepsNobodyForLong() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try NotifySocket("\(directory)/journal")
      let outbox = JournalOutbox(identifier: "test", path: journal.path)
      for number in 0..<Self.count { outbox.send(entry(number)) }
      let begin = MonotonicTime.nowNanoseconds
      outbox.drain(atMostMilliseconds: 50)
      #expect(MonotonicTime.nowNanoseconds - begin >= 50_000_000, "it was waited for")
      for number in 0..<Self.count { #expect(message(try journal.nextMessage()) == "\(number)") }
      JournalOutbox(identifier: "test", path: "/nonexistent/journal").drain(atMostMilliseconds: .max)
    }
  }

  @Test func withoutAJournalNobodyWaits() {
    JournalOutbox(identifier: "test", path: "/nonexistent/journal").send(entry(0))
  }
}
