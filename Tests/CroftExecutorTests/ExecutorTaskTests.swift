import CroftLinux
import CroftProtocol
import Glibc
import Testing

/// What an executor does with the tasks of a job.
@Suite(.timeLimit(.minutes(1))) struct ExecutorTaskTests {
  @Test func greetsFirst() throws {
    try TestDriver.with { driver in
      let greeting = try driver.receive()
      #expect(greeting == .hello(version: TaskChannel.version, processID: Int(getpid())))
    }
  }

  @Test func runsMapTasksThenReduceTasks() throws {
    try TestDriver.with { driver in
      try mapRemainders(driver)
      try driver.send(
        .mapOutputs(MapOutputs(job: JobID(1), stage: 0, attempts: [0, 0])),
        .run(TaskAttempt(stage: 1, 0)),
        .run(TaskAttempt(stage: 1, 1)))
      var pairs: [Int: Int] = [:]
      for partition in 0..<2 {
        let success = try success(driver.receiveAnswer())
        #expect(success.attempt == TaskAttempt(stage: 1, partition))
        guard case .inline(let bytes) = success.result else { throw UnexpectedAnswer() }
        for (key, count) in try decodePairs(bytes) { pairs[key] = count }
      }
      #expect(pairs == [0: 34, 1: 33, 2: 33])
    }
  }

  @Test func resultOfMoreThanAMebibyteComesAsAFile() throws {
    try TestDriver.with { driver in
      let paths = JobPaths(directory: ScratchPaths(root: driver.scratch).job(JobID(1)))
      try FileSystem.createDirectory(paths.directory, mode: 0o700)
      try driver.send(.job(try JobDefinition(LongText(bytes: 2 << 20), scratch: driver.scratch)))
      try driver.send(.run(TaskAttempt(0, number: 3), over: 0..<1))
      let success = try success(driver.receiveAnswer())
      #expect(success.result == .file(name: "result-0.3"))
      let file = try MappedFile(path: paths.result(named: "result-0.3"))
      let block = try BlockFileIndex(file.bytes).block(0)
      #expect(block.count > 2 << 20)
    }
  }

  @Test func thrownErrorComesBackWithItsTypeAndText() throws {
    try TestDriver.with { driver in
      try driver.send(.job(try JobDefinition(Failing(), scratch: driver.scratch)), .run(TaskAttempt(0), over: 0..<10))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .userError)
      #expect(failure.errorType.hasSuffix("Failing.Refusal"))
      #expect(failure.message == "not number 3")
    }
  }

  @Test func unknownJobTypeIsNeverRetried() throws {
    try TestDriver.with { driver in
      var definition = try JobDefinition(Failing(), scratch: driver.scratch)
      definition.typeName = "4None4SuchV"
      try driver.send(.job(definition), .run(TaskAttempt(0), over: 0..<10))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .lineageDiffers)
      #expect(failure.message.contains("4None4SuchV"))
    }
  }

  @Test func lineageThatDiffersNamesTheFirstOperatorThatDoes() throws {
    try TestDriver.with { driver in
      var definition = try JobDefinition(Failing(), scratch: driver.scratch)
      definition.lineage[1] = "shake of Milk at Dairy/Shaker.swift:7 from [0]"
      try driver.send(.job(definition), .run(TaskAttempt(0), over: 0..<10))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .lineageDiffers)
      #expect(failure.message.contains("operator 1 is \"shake of Milk"))
      #expect(failure.message.contains("\"map of "))
    }
  }

  @Test func inputsMayComeInSeveralFrames() throws {
    try TestDriver.with { driver in
      let attempt = TaskAttempt(0)
      var writer = ByteWriter()
      TaskAssignments.appendInputs(to: &writer) { inputs in
        TaskInput.encode(source: 0, partition: 0, into: &inputs) { slice in
          slice.appendVariable(4)
          slice.appendVariable(10)
        }
      }
      let bytes = writer.copy()
      let rest = bytes[7...].withUnsafeBytes { TaskAssignments(AttemptRange(attempt), inputs: $0) }
      try driver.send(
        .job(try JobDefinition(Failing(), scratch: driver.scratch)), .inputs(Array(bytes[..<3])),
        .inputs(Array(bytes[3..<7])), .run(rest))
      let success = try success(driver.receiveAnswer())
      #expect(success.attempt == attempt)
    }
  }

  @Test func missingMapOutputIsReportedWithItsAttempt() throws {
    try TestDriver.with { driver in
      try mapRemainders(driver)
      try driver.send(
        .mapOutputs(MapOutputs(job: JobID(1), stage: 0, attempts: [0, 5])),
        .run(TaskAttempt(stage: 1, 1)))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(stage: 1, 1))
      #expect(failure.kind == .mapOutputLost)
      #expect(failure.lostOutput == TaskAttempt(1, number: 5))
    }
  }

  @Test func damagedMapOutputIsReportedWithItsAttempt() throws {
    try TestDriver.with { driver in
      try mapRemainders(driver)
      let path = JobPaths(directory: ScratchPaths(root: driver.scratch).job(JobID(1))).mapOutput(TaskAttempt(0))
      var bytes = try FileDescriptor.open(path, flags: O_RDONLY).readAll(maximumBytes: 1 << 20)
      bytes[20] ^= 1
      try bytes.withUnsafeBytes { try FileDescriptor.open(path, flags: O_WRONLY).writeAll($0) }
      try driver.send(
        .mapOutputs(MapOutputs(job: JobID(1), stage: 0, attempts: [0, 0])),
        .run(TaskAttempt(stage: 1, 0)))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(stage: 1, 0))
      #expect(failure.kind == .mapOutputLost)
      #expect(failure.lostOutput == TaskAttempt(0))
      #expect(failure.message.contains("checksum"))
    }
  }

  @Test func mapOutputWithoutADirectoryIsTheEnvironmentsFault() throws {
    try TestDriver.with { driver in
      let definition = try JobDefinition(Remainders(divisor: 3), scratch: "/nowhere")
      try driver.send(.job(definition), .run(TaskAttempt(0), over: 0..<50))
      let failure = try failure(driver.receiveAnswer(), of: TaskAttempt(0))
      #expect(failure.kind == .environment)
      #expect(failure.message.contains("/nowhere"))
    }
  }

  /// Runs both map tasks of a job with two reducers.
  private func mapRemainders(_ driver: TestDriver) throws {
    let stage = JobPaths(directory: ScratchPaths(root: driver.scratch).job(JobID(1))).stage(0)
    try FileSystem.createDirectory(stage, mode: 0o700, parents: true)
    let definition = try JobDefinition(Remainders(divisor: 3), scratch: driver.scratch)
    try driver.send(.job(definition), .run(TaskAttempt(0), over: 0..<50), .run(TaskAttempt(1), over: 50..<100))
    for partition in 0..<2 {
      let success = try success(driver.receiveAnswer())
      #expect(success.attempt == TaskAttempt(partition))
      #expect(success.result == .inline([]))
    }
    #expect(try FileSystem.list(stage) == ["0.0", "1.0"])
  }
}
