import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct PrintedOutputTests {
  /// An executor's output without its thread: what is printed is read when an attempt ends.
  private func with(slots: Int, _ body: (PrintedOutput, FileDescriptor, ReceivingJournal) throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      let journal = try ReceivingJournal(in: directory)
      let (reading, writing) = try FileDescriptor.pipe()
      let output = PrintedOutput(
        try PeekedPipe(reading), slots: slots,
        entries: OutputEntries(program: "p", application: "7", executor: "2"), socketPath: journal.path)
      try body(output, writing, journal)
    }
  }

  private func attempt(_ task: Int, number: Int = 0) -> TaskAttempt {
    TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: task), number: number)
  }

  private func entry(_ message: String, _ tasks: [Int]) -> [String] {
    let attempts = tasks.isEmpty ? [] : ["CROFT_ATTEMPT=0", "CROFT_JOB=1", "CROFT_STAGE=0"]
    let common = ["CROFT_APPLICATION=7", "CROFT_EXECUTOR=2", "PRIORITY=6", "SYSLOG_IDENTIFIER=p"]
    return (common + attempts + tasks.map { "CROFT_TASK=\($0)" } + ["MESSAGE=\(message)"]).sorted()
  }

  @Test func aLineBelongsToTheAttemptThatPrintedIt() async throws {
    try await with(slots: 1) { output, printing, journal in
      output.begin(attempt(3), onSlot: 0)
      try printing.writeAll("one\ntwo\nthr")
      output.end(onSlot: 0, after: .max)
      output.begin(attempt(4), onSlot: 0)
      try printing.writeAll("four\n")
      output.end(onSlot: 0, after: .max)
      output.rest(slot: 0)
      try printing.writeAll("nobody's\n")
      output.finish()
      for expected in [entry("one", [3]), entry("two", [3]), entry("thr", [3]), entry("four", [4])] {
        #expect(journal.next() == expected)
      }
      #expect(journal.next() == entry("nobody's", []))
      #expect(journal.next() == nil)
    }
  }

  @Test func aLineOfOneOfSeveralAttemptsNamesAllThatRan() async throws {
    try await with(slots: 2) { output, printing, journal in
      output.begin(attempt(3), onSlot: 0)
      output.begin(attempt(4), onSlot: 1)
      try printing.writeAll("some\nbegun ")
      output.end(onSlot: 0, after: .max)
      output.begin(attempt(5), onSlot: 0)
      try printing.writeAll("and ended\n")
      output.end(onSlot: 0, after: .max)
      output.rest(slot: 0)
      try printing.writeAll("alone\n")
      output.end(onSlot: 1, after: .max)
      #expect(journal.next() == entry("some", [3, 4]))
      #expect(journal.next() == entry("begun and ended", [3, 4, 5]))
      #expect(journal.next() == entry("alone", [4]))
    }
  }

  @Test func aFailureIsAnEntryOfItsOwnAfterWhatWasPrinted() async throws {
    try await with(slots: 1) { output, printing, journal in
      output.begin(attempt(3, number: 2), onSlot: 0)
      try printing.writeAll("almost")
      output.end(
        onSlot: 0, with: TaskFailure(kind: .userError, errorType: "E", message: "no luck"), of: attempt(3, number: 2))
      #expect(journal.next()?.contains("MESSAGE=almost") == true)
      let failure = try #require(journal.next())
      for field in [
        "MESSAGE=task 3 of stage 0 of job 1, attempt 2, failed (userError): no luck", "PRIORITY=4", "CROFT_ATTEMPT=2",
        "CROFT_REASON=userError", "CROFT_ERROR_TYPE=E", "MESSAGE_ID=\(JournalMessageID.attemptFailed.rawValue)",
      ] { #expect(failure.contains(field)) }
      output.end(onSlot: 0, with: TaskFailure(kind: .cancelled, errorType: "", message: ""), of: attempt(3))
      #expect(journal.next() == nil)
    }
  }

  @Test func aLineLongerThanThePipeArrivesInPieces() async throws {
    try await with(slots: 1) { output, printing, journal in
      output.begin(attempt(3), onSlot: 0)
      let long = String(repeating: "x", count: LineCutter.maximumLineBytes + 100)
      try printing.writeAll(long + "\n")
      output.end(onSlot: 0, after: .max)
      #expect(journal.next()?.contains("MESSAGE=\(long.dropLast(100))") == true)
      #expect(journal.next()?.contains("MESSAGE=\(long.suffix(100))") == true)
    }
  }

  @Test func anUnfinishedLineDoesNotFillThePipe() async throws {
    try await with(slots: 2) { output, printing, journal in
      output.begin(attempt(3), onSlot: 0)
      output.begin(attempt(4), onSlot: 1)
      try printing.setNonBlocking()
      // Far more than a pipe holds, and nobody ends the line.
      for _ in 0..<40 {
        try printing.writeAll(String(repeating: "x", count: 4000))
        output.end(onSlot: 0, after: .max)
      }
      #expect(journal.next()?.contains("CROFT_TASK=4") == true)
    }
  }
}
