import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Testing

/// `pipe` with real programs, in a real executor.
@Suite(.timeLimit(.minutes(1))) struct PipeOperatorTests {
  @Test func elementsGoThroughACommandAsLines() throws {
    #expect(
      try lines(of: Piped(command: ["sed", "s/^/number /"]), over: 0..<3) == ["number 0", "number 1", "number 2"])
  }

  @Test func aShellLineIsForTheShell() throws {
    #expect(
      try lines(of: PipedThroughShell(commandLine: "grep 7 | wc -l; echo $WORD"), over: 0..<100) == ["19", "seven"])
  }

  @Test func moreThanPipesHoldGoesThrough() throws {
    try TestDriver.with { driver in
      try driver.send(.job(try JobDefinition(PipedLineCount(command: ["cat"]), scratch: driver.scratch)))
      try driver.send(.run(TaskAttempt(0), over: 0..<300_000))
      guard case .inline(let bytes) = try success(driver.receiveAnswer()).result else { throw UnexpectedAnswer() }
      #expect(
        try bytes.withUnsafeBytes { bytes in
          var reader = ByteReader(bytes)
          return try reader.readVariableInt()
        } == 300_000)
    }
  }

  @Test func aCommandThatHasReadEnoughIsNoError() throws {
    #expect(try lines(of: Piped(command: ["head", "-n", "2"]), over: 0..<Int.max) == ["0", "1"])
  }

  @Test func onePipeAfterAnotherMayReadNoMore() throws {
    let enough = ["head", "-n", "2"]
    #expect(try lines(of: PipedTwice(first: ["cat"], second: enough), over: 0..<Int.max) == ["0", "1"])
    #expect(try lines(of: PipedTwice(first: enough, second: ["cat"]), over: 0..<Int.max) == ["0", "1"])
  }

  @Test func anActionThatHasSeenEnoughEndsTheCommand() throws {
    #expect(try lines(of: PipedAndTaken(), over: 0..<10) == ["y", "y", "y"])
  }

  @Test func aCommandThatCannotBeRunIsAProblemOfItsOperator() {
    #expect(Piped(command: []).body.lineage.parents[0].problem != nil)
    #expect(Piped(command: [""]).body.lineage.parents[0].problem != nil)
    #expect(Piped(command: ["echo", "a\0b"]).body.lineage.parents[0].problem != nil)
    #expect(Piped(command: ["echo", ""]).body.lineage.parents[0].problem == nil)
  }

  @Test func aCommandThatFailsFailsTheTaskWithTheReason() throws {
    try TestDriver.with { driver in
      let command = ["/bin/sh", "-c", "cat >/dev/null; echo 'bad input' >&2; exit 2"]
      try driver.send(.job(try JobDefinition(Piped(command: command), scratch: driver.scratch)))
      try driver.send(.run(TaskAttempt(0), over: 0..<3))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .userError)
      #expect(failure.message.hasSuffix("exit 2` ended with status 2; it said: bad input"))
    }
  }

  @Test func aTaskThatIsCancelledKillsItsProgram() throws {
    try TestDriver.with { driver in
      let mark = "\(driver.scratch)/begun"
      try checked(mkfifo(mark, 0o600))
      let command = ["/bin/sh", "-c", "echo $$ > \(mark); exec sleep 1000"]
      try driver.send(.job(try JobDefinition(Piped(command: command), scratch: driver.scratch)))
      try driver.send(.run(TaskAttempt(0), over: 0..<3))
      let begun = try FileDescriptor.open(mark, flags: O_RDONLY).readAll(maximumBytes: 100)
      let number = try #require(pid_t(String(decoding: begun.dropLast(), as: UTF8.self)))
      let program = try ProcessDescriptor(ofProcess: number)
      try driver.send(.cancelAttempts([TaskAttempt(0)]))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .cancelled)
      var entry = pollfd(fd: program.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
      #expect(poll(&entry, 1, -1) == 1)
    }
  }

  /// What the one task of a job collects.
  private func lines(of job: some Job, over range: Range<Int>) throws -> [String] {
    var lines: [String] = []
    try TestDriver.with { driver in
      try driver.send(.job(try JobDefinition(job, scratch: driver.scratch)), .run(TaskAttempt(0), over: range))
      guard case .inline(let bytes) = try success(driver.receiveAnswer()).result else { throw UnexpectedAnswer() }
      let codec = try RecordCodec<Text>()
      try bytes.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        while !reader.isAtEnd { lines.append(String(try codec.decode(from: &reader))) }
      }
    }
    return lines
  }

  private func checked(_ result: CInt) throws {
    if result != 0 { throw SystemError("mkfifo", errno: errno) }
  }
}
