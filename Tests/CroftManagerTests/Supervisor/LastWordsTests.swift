import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Logging
import Testing

@testable import CroftManager

/// What is left in executors' pipes, and a journal that doesn't read.
@Suite struct LastWordsTests {
  private static let owner = OutputOwner(
    role: .executor(ExecutorKey(application: ApplicationID(7), executor: ExecutorID(2))), program: "/bin/work",
    identity: nil)
  /// More than a socket's queue holds (net.unix.max_dgram_qlen, which systemd sets to 512).
  private static let manyLines = 900

  private func lastWords(
    _ text: String, to path: String, _ patience: JournalPatience, _ log: RecordedLog
  ) throws -> LastWords {
    let (reading, writing) = try FileDescriptor.pipe()
    try reading.setNonBlocking()
    try writing.writeAll(text)
    let logger = Logger(label: "test") { _ in log.handler }
    return LastWords(reading, OutputJournal(Self.owner, log: logger, socketPath: path), patience)
  }

  @Test func whatIsLeftIsSentLineByLine() async throws {
    try await TemporaryDirectory.with { directory in
      let (journal, log) = (try NotifySocket("\(directory)/journal"), RecordedLog())
      let words = try lastWords("first\nsecond", to: journal.path, JournalPatience(), log)
      words.processEnded()
      words.finish()
      for line in ["first", "second"] {
        let fields = try journal.nextMessage().split(separator: "\n")
        for field in ["MESSAGE=\(line)", "CROFT_APPLICATION=7", "CROFT_EXECUTOR=2", "SYSLOG_IDENTIFIER=work"] {
          #expect(fields.contains(field[...]))
        }
      }
      #expect(log.lines.isEmpty)
    }
  }

  @Test func allEndsTogetherWaitForAJournalThatIsStuckNoLongerThanOne() async throws {
    try await TemporaryDirectory.with { directory in
      let (journal, log) = (try NotifySocket("\(directory)/journal"), RecordedLog())
      let patience = JournalPatience()
      let text = (0..<Self.manyLines).map { "\($0)\n" }.joined()
      let start = MonotonicTime.nowNanoseconds
      for _ in 0..<40 { try lastWords(text, to: journal.path, patience, log).processEnded() }
      // Each by itself would wait for a fifth of a second, which is eight seconds together.
      #expect(MonotonicTime.nowNanoseconds - start < 6_000_000_000)
      #expect(log.lines.count == 40)
      #expect(log.lines.allSatisfy { $0.contains("is lost: the journal is behind with reading, ignoring") })
    }
  }
}
