import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct CommandLogTests {
  private let attempt = TaskAttempt(task: TaskID(job: JobID(3), stage: 0, partition: 5), number: 1)
  private let long = [UInt8](repeating: UInt8(ascii: "x"), count: 40 << 10)

  @Test func eachLineIsAnEntryOfItsAttempt() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try ReceivingJournal(in: directory)
      let log = open(journal.path)
      Array("one\n\ntwo\nth".utf8).withUnsafeBytes { log.take($0, from: .output) { true } }
      Array("other\n".utf8).withUnsafeBytes { log.take($0, from: .errors) { true } }
      Array("ree".utf8).withUnsafeBytes { log.take($0, from: .output) { true } }
      log.finish { true }
      for line in ["one", "two", "other", "three"] {
        let fields = [
          "CROFT_APPLICATION=7", "CROFT_ATTEMPT=1", "CROFT_EXECUTOR=2", "CROFT_JOB=3", "CROFT_STAGE=0", "CROFT_TASK=5",
          "MESSAGE=\(line)", "PRIORITY=6", "SYSLOG_IDENTIFIER=prog",
        ]
        #expect(journal.next() == fields)
      }
      #expect(journal.next() == nil)
    }
  }

  @Test func aLineWithoutEndGoesOutInPieces() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try ReceivingJournal(in: directory)
      let log = open(journal.path)
      var count = 0
      for taken in 1...50 {
        long.withUnsafeBytes { log.take($0, from: .output) { true } }
        while let entry = journal.next() { count += message(entry)?.count ?? 0 }
        // What isn't in the journal is held.
        #expect(taken * long.count - count <= LineCutter.maximumLineBytes)
      }
      log.finish { true }
      while let entry = journal.next() { count += message(entry)?.count ?? 0 }
      #expect(count == 50 * long.count)
    }
  }

  @Test func aJournalThatIsBehindIsWaitedForAsLongAsTheAttemptCounts() async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try ReceivingJournal(in: directory)
      let log = open(journal.path)
      var (asked, received) = (0, 0)
      let line = long + [UInt8(ascii: "\n")]
      for _ in 0..<50 {
        line.withUnsafeBytes { bytes in
          log.take(bytes, from: .output) {
            asked += 1
            while journal.next() != nil { received += 1 }
            return true
          }
        }
      }
      while journal.next() != nil { received += 1 }
      #expect(asked > 0)
      #expect(received == 50)
      // Nobody reads; and once nobody waits on, what is printed is dropped.
      for _ in 0..<50 { line.withUnsafeBytes { log.take($0, from: .output) { false } } }
    }
  }

  @Test func ownStreamsGetALineWithoutEndInPieces() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/out"
      let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT, mode: 0o600)
      let log = CommandLog.ownStreams(OwnStreams(output: file, errors: file)).open(for: attempt, program: [])
      for taken in 1...50 {
        long.withUnsafeBytes { log.take($0, from: .output) { true } }
        let size = try #require(try FileSystem.status(path)?.size)
        #expect(taken * long.count - size <= 64 << 10)
      }
      log.finish { true }
      #expect(try FileSystem.status(path)?.size == 50 * long.count)
    }
  }

  private func open(_ path: String) -> any LineLog {
    let journal = SharedJournal(JournalWriter(JournalSocket(isBlocking: false, path: path)))
    return CommandLog.journal(application: "7", executor: "2", journal).open(
      for: attempt, program: Array("/a/prog".utf8))
  }

  /// The message of an entry, whose fields are text.
  private func message(_ entry: [String]) -> Substring? {
    entry.first { $0.hasPrefix("MESSAGE=") }?.dropFirst("MESSAGE=".count)
  }
}
