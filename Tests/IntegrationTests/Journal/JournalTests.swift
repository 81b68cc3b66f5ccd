import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite(.enabled(if: PrivateJournal.canRun, Comment(rawValue: PrivateJournal.missing)))
  struct JournalTests {
    private func run(_ arguments: [String], on journal: PrivateJournal) async throws -> ProgramResult {
      try await Trial.run(arguments, on: journal.masterURL, executors: "1")
    }

    @Test func aTasksLinesAreFoundByTheTask() async throws {
      try await PrivateJournal.with { journal in
        let result = try await run(["printing", "--count", "2", "--partitions", "5", "--endings", "end"], on: journal)
        #expect(result.standardOutput == "10\n")
        let lines = try await journal.entries("--output=cat", "CROFT_APPLICATION=1", "CROFT_TASK=3")
        #expect(lines == ["line 0 of task 3", "line 1 of task 3", "end"])
        let entry = try await journal.entries("--output=export", "CROFT_TASK=3", "--lines=1")
        for field in [
          "PRIORITY=6", "SYSLOG_IDENTIFIER=trialjobs", "CROFT_EXECUTOR=1", "CROFT_JOB=1", "CROFT_STAGE=0",
          "CROFT_ATTEMPT=0", "_UID=\(getuid())",
        ] { #expect(entry.contains(Substring(field)), "\(field) isn't among \(entry)") }
      }
    }

    @Test func aFloodOfLinesArrivesWhole() async throws {
      try await PrivateJournal.with { journal in
        let result = try await run(["printing", "--count", "50000", "--partitions", "2"], on: journal)
        #expect(result.standardOutput == "100000\n")
        for task in 0..<2 {
          let lines = try await journal.entries("--output=cat", "CROFT_TASK=\(task)")
          #expect(lines.count == 50_000)
          #expect(lines.enumerated().allSatisfy { $1 == "line \($0) of task \(task)" })
        }
      }
    }

    @Test func whatAProcessOfAMomentPrintsIsThere() async throws {
      try await PrivateJournal.with { journal in
        // Standard error of a command is the executor's own.
        let command = ["--command", "echo a moment >&2"]
        _ = try await run(["command", "--partitions", "20"] + command, on: journal)
        let lines = try await journal.entries("--output=cat", "CROFT_APPLICATION=1", "CROFT_STAGE=0")
        #expect(lines.count { $0 == "a moment" } == 20)
      }
    }

    @Test func bytesOfAnyKindArriveAsTheyAre() async throws {
      try await PrivateJournal.with { journal in
        let bytes = ["1", "27", "255", "0", "61"].flatMap { ["--ending-bytes", $0] }
        _ = try await run(["printing", "--count", "0", "--partitions", "1"] + bytes, on: journal)
        let entry = try await journal.entries("--output=json", "CROFT_TASK=0").joined()
        #expect(entry.contains("\"MESSAGE\":[1,27,255,0,61]") || entry.contains("\"MESSAGE\" : [ 1, 27, 255, 0, 61 ]"))
      }
    }

    @Test func theLastWordsOfACrashedExecutorAreThere() async throws {
      try await PrivateJournal.with { journal in
        let arguments = ["misbehave", "--misbehaviour", "trapOnce", "--directory", journal.directory]
        let result = try await run(arguments, on: journal)
        #expect(result.standardOutput == "6\n")
        let lines = try await journal.entries("--output=cat", "CROFT_EXECUTOR=1", "SYSLOG_IDENTIFIER=trialjobs")
        #expect(lines.contains { $0.hasSuffix("Fatal error: the milk boiled over") }, "\(lines)")
        let end = try await journal.entries(
          "--output=export", "MESSAGE_ID=\(JournalMessageID.executorLost.rawValue)")
        for field in ["PRIORITY=4", "CROFT_APPLICATION=1", "CROFT_EXECUTOR=1", "CROFT_REASON=signalled"] {
          #expect(end.contains(Substring(field)))
        }
      }
    }

    @Test func aFailedAttemptIsAnEntryWithItsError() async throws {
      try await PrivateJournal.with { journal in
        let arguments = ["misbehave", "--misbehaviour", "throwTwice", "--directory", journal.directory]
        _ = try await run(arguments, on: journal)
        let lines = try await journal.entries(
          "--output=cat", "MESSAGE_ID=\(JournalMessageID.attemptFailed.rawValue)", "CROFT_TASK=1", "CROFT_ATTEMPT=1")
        #expect(lines.count == 1)
        #expect(lines.first?.contains("the milk is sour for the 2. time") == true)
      }
    }

    @Test func aDetachedDriversLinesCarryItsApplication() async throws {
      try await PrivateJournal.with { journal in
        let submission = try await ChildProcess.run(
          ProgramFinder.path(of: "croft"),
          [
            "run", "--detach", "--", ProgramFinder.path(of: "trialjobs"), "sum", "--count", "7", "--executors", "1",
            "--executor-memory", "64M",
          ], environment: ["CROFT_MASTER": journal.masterURL], timeoutSeconds: 30)
        #expect(submission.succeeded, "\(submission)")
        try await journal.waitForEntry(containing: "application 1 (trialjobs) ended")
        let lines = try await journal.entries("--output=cat", "CROFT_APPLICATION=1", "SYSLOG_IDENTIFIER=trialjobs")
        #expect(lines == ["0 0", "1 1", "2 2", "3 3", "4 4", "5 5", "6 6"])
      }
    }

    @Test func croftLogsShowsWhatWasAskedFor() async throws {
      try await PrivateJournal.with { journal in
        _ = try await run(["printing", "--count", "1", "--partitions", "3"], on: journal)
        _ = try await journal.entries("--lines=0")
        let croft = ProgramFinder.path(of: "croft")
        #expect(
          try await journal.output(of: croft, ["logs", "1", "--task", "3", "--output", "cat"]) == "line 0 of task 2\n")
        let told = try await journal.output(of: croft, ["logs", "1", "--manager", "--output", "cat"])
        #expect(told.contains("application 1 (trialjobs) of user \(getuid()) registered"))
        #expect(!told.contains("line 0"))
      }
    }
  }
}
