import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDriver

@Suite struct JobJournalTests {
  private static let identity: [UInt8] = [1, 2, 3]

  private static func success(_ partition: Int, result: TaskResult = .inline([9])) -> TaskSuccess {
    TaskSuccess(
      attempt: TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: partition), number: partition + 1),
      runNanoseconds: 5, accumulators: [AccumulatorUpdate(accumulator: 2, value: [4, 4])], result: result)
  }

  private func open(
    _ directory: String, identity: [UInt8] = identity, retryNumber: Int = 0
  ) throws -> (journal: JobJournal, contents: JobJournal.Contents) {
    var contents = JobJournal.Contents()
    let journal = try JobJournal(in: directory, identity: identity, retryNumber: retryNumber, contents: &contents)
    return (journal, contents)
  }

  private static func failure(_ partition: Int) -> ExhaustedTask {
    ExhaustedTask(
      attempt: TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: partition), number: 3), attempts: 4,
      failure: TaskFailure(
        kind: .userError, errorType: "CommandFailed", message: "it exited with 3", end: AttemptEnd(exitCode: 3)))
  }

  /// A journal of two successes and the end, and how long the file was after each record.
  private func write(_ directory: String) throws -> [Int] {
    let journal = try open(directory).journal
    let path = "\(directory)/journal"
    var ends = [try #require(try FileSystem.status(path)).size]
    for step in 0..<3 {
      switch step {
      case 0, 1: journal.append(Self.success(step, result: step == 0 ? .inline([9]) : .file(name: "result-1.2")))
      default: journal.appendDone()
      }
      try journal.flush()
      ends.append(try #require(try FileSystem.status(path)).size)
    }
    return ends
  }

  @Test func whatWasNotedIsFoundAgain() async throws {
    try await TemporaryDirectory.with { directory in
      _ = try write("\(directory)/job")
      let contents = try open("\(directory)/job").contents
      #expect(try contents.successes.all() == [Self.success(0), Self.success(1, result: .file(name: "result-1.2"))])
      #expect(contents.isDone)
    }
  }

  @Test func tasksThatWereGivenUpAreFoundAgain() async throws {
    try await TemporaryDirectory.with { directory in
      let failure = Self.failure(7)
      let journal = try open("\(directory)/job").journal
      journal.append(failure)
      journal.append(Self.success(0))
      try journal.flush()
      let contents = try open("\(directory)/job").contents
      #expect(contents.failures == [failure])
      #expect(try contents.successes.all() == [Self.success(0)])
    }
  }

  @Test func aRetryForgetsTheFailuresBeforeItAndKeepsItsOwn() async throws {
    try await TemporaryDirectory.with { directory in
      let first = try open(directory + "/job").journal
      first.append(Self.success(0))
      first.append(Self.failure(1))
      first.appendDone()
      try first.flush()
      let (retry, found) = try open(directory + "/job", retryNumber: 1)
      #expect(try found.successes.all() == [Self.success(0)] && found.failures == [] && !found.isDone)
      retry.append(Self.failure(2))
      try retry.flush()
      #expect(try open(directory + "/job", retryNumber: 1).contents.failures == [Self.failure(2)])
      #expect(try open(directory + "/job").contents.failures == [Self.failure(2)])
      #expect(try open(directory + "/job", retryNumber: 2).contents.failures == [])
    }
  }

  @Test func aRetryLeavesAJobThatHasSucceededDone() async throws {
    try await TemporaryDirectory.with { directory in
      _ = try write("\(directory)/job")
      #expect(try open("\(directory)/job", retryNumber: 1).contents.isDone)
    }
  }

  @Test func aRetryDoesNotBeginAnewWhatAnotherProgramHasDone() async throws {
    try await TemporaryDirectory.with { directory in
      _ = try write("\(directory)/job")
      #expect {
        try open("\(directory)/job", identity: [1, 2, 4], retryNumber: 1)
      } throws: {
        "\($0)".contains("by another version of the program")
      }
      #expect(try open("\(directory)/job").contents.isDone)
      #expect(try open("\(directory)/new", retryNumber: 1).contents.successes.all() == [])
    }
  }

  @Test func whatWasNotFlushedIsNotThere() async throws {
    try await TemporaryDirectory.with { directory in
      try open("\(directory)/job").journal.append(Self.success(0))
      #expect(try open("\(directory)/job").contents.successes.all() == [])
    }
  }

  @Test func aJournalCutAnywhereHoldsItsWholeRecordsAndGoesOnAfterThem() async throws {
    try await TemporaryDirectory.with { directory in
      let ends = try write("\(directory)/whole")
      let bytes = Array(try TestFile.bytes("\(directory)/whole/journal"))
      #expect(bytes.count == ends.last)
      for length in 0...bytes.count {
        let job = "\(directory)/cut-\(length)"
        try FileSystem.createDirectory(job, mode: 0o700)
        try TestFile.write(Array(bytes.prefix(length)), to: "\(job)/journal")
        let (journal, contents) = try open(job)
        let whole = max(0, ends.count { $0 <= length } - 1)
        #expect(contents.successes.count == min(whole, 2), "cut after \(length)")
        #expect(contents.isDone == (whole >= 3), "cut after \(length)")
        journal.append(Self.success(5))
        try journal.flush()
        #expect(try open(job).contents.successes.all().last == Self.success(5), "cut after \(length)")
      }
    }
  }

  @Test func aDamagedRecordEndsTheJournal() async throws {
    try await TemporaryDirectory.with { directory in
      let ends = try write("\(directory)/job")
      let path = "\(directory)/job/journal"
      var bytes = try TestFile.bytes(path)
      bytes[ends[2] - 1] ^= 1
      try TestFile.write(bytes, to: path)
      let contents = try open("\(directory)/job").contents
      #expect(try contents.successes.all() == [Self.success(0)] && !contents.isDone)
      #expect(try #require(try FileSystem.status(path)).size == ends[1])
    }
  }

  @Test func anotherJobsWorkIsRemoved() async throws {
    try await TemporaryDirectory.with { directory in
      let job = "\(directory)/job"
      _ = try write(job)
      try FileSystem.createDirectory("\(job)/stage-0", mode: 0o700)
      let contents = try open(job, identity: [1, 2, 4]).contents
      #expect(try contents.successes.all() == [] && !contents.isDone)
      #expect(try FileSystem.list(job) == ["journal"])
      #expect(try open(job).contents.successes.all() == [])
    }
  }

  /// As the executor's channel has it, but of something else.
  @Test func aSuccessThatIsNoneIsRefusedWhenItIsLookedAt() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/job/journal"
      _ = try open("\(directory)/job")
      var body = ByteWriter()
      body.append(UInt8(1))
      ExecutorFrame.revoked([]).encode(into: &body)
      var record = ByteWriter()
      record.append(UInt64(body.count))
      record.append(StableHash.hash(body.bytes))
      record.append(body.copy())
      try TestFile.write(try TestFile.bytes(path) + record.copy(), to: path)
      let successes = try open("\(directory)/job").contents.successes
      #expect(successes.count == 1)
      #expect(throws: MalformedBytes.self) { try successes[0] }
    }
  }

  @Test func aRecordOfNoKnownKindIsRefused() async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/job/journal"
      _ = try open("\(directory)/job")
      var record = ByteWriter()
      record.append(UInt64(1))
      record.append([UInt8(9)].withUnsafeBytes { StableHash.hash($0) })
      record.append(UInt8(9))
      try TestFile.write(try TestFile.bytes(path) + record.copy(), to: path)
      #expect(throws: MalformedBytes.self) { try open("\(directory)/job") }
    }
  }
}

extension JournaledSuccesses {
  fileprivate func all() throws -> [TaskSuccess] { try (0..<count).map { try self[$0] } }
}

extension TestFile {
  fileprivate static func bytes(_ path: String) throws -> [UInt8] {
    let file = try MappedFile(path: path)
    return withExtendedLifetime(file) { Array(file.bytes) }
  }
}
