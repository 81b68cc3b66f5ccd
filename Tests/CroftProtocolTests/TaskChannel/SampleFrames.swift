@testable import CroftProtocol

/// One frame of each kind and more, for the tests of the channel.
enum SampleFrames {
  static let attempts = [
    TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0),
    TaskAttempt(task: TaskID(job: JobID(.max), stage: 65535, partition: Int(UInt32.max)), number: 65535),
  ]

  static let ofDriver: [DriverFrame] = [
    .hello(version: TaskChannel.version, application: ApplicationID(7), executor: ExecutorID(3), slots: 2),
    .hello(version: .max, application: ApplicationID(.max), executor: ExecutorID(.min), slots: .max),
    .job(
      JobDefinition(
        id: JobID(2), typeName: "4main9WordCountV", value: Array(0...255), lineage: ["lines of Text", "", "größe"],
        partitionCounts: [4, 0, .max], choices: [0, 2], scratch: "/tmp/scratch/1", directory: "/tmp/scratch/1/job-2",
        output: "/tmp/out")),
    .job(
      JobDefinition(
        id: JobID(0), typeName: "", value: [], lineage: [], partitionCounts: [], scratch: "", directory: "",
        scratchLimitBytes: .max, output: "/tmp/out")),
    .mapOutputs(MapOutputs(job: JobID(2), stage: 1, attempts: [0, 1, .max])),
    .mapOutputs(MapOutputs(job: JobID(2), stage: 0, attempts: [])),
    .run(assignments(partitions: 0..<1, [inputs])),
    .run(assignments(partitions: UInt32.max - 3..<UInt32.max, number: .max, [inputs, [], inputs])),
    .run(assignments(partitions: 0..<1, number: 3, memoryBytes: .max, [inputs])),
    .inputs([1, 2, 3]),
    .inputs([]),
    .revoke(attempts),
    .revoke([]),
    .endJob(JobID(.max)),
    .cancelAttempts(attempts),
    .unpersist(datasets),
  ]

  static let ofExecutor: [ExecutorFrame] = [
    .hello(version: TaskChannel.version, processID: 4242),
    .succeeded(TaskSuccesses(Array(successes[..<1]))),
    .succeeded(TaskSuccesses(successes)),
    .failed(
      attempts[0], TaskFailure(kind: .userError, errorType: "ParseError", message: "line 3: größe?")
    ),
    .failed(
      attempts[1], TaskFailure(kind: .mapOutputLost, errorType: "", message: "", lostOutput: attempts[0])),
    .failed(
      attempts[0],
      TaskFailure(
        kind: .outOfMemory, errorType: "OutOfMemory", message: "", lostOutput: attempts[1],
        end: AttemptEnd(signal: 9))),
    .failed(attempts[1], TaskFailure(kind: .environment, errorType: "SystemError", message: "disk full")),
    .revoked(attempts),
    .revoked([]),
    .cacheChanged([
      CacheChange(dataset: datasets[0], partition: .max, place: .memory),
      CacheChange(dataset: datasets[1], partition: 0, place: .nowhere),
    ]),
  ]

  static let end = AttemptEnd(
    exitCode: 0, signal: .max, cpuMicroseconds: .max, memoryPeakBytes: 0, outputBytes: 1 << 40)

  static let successes = [
    TaskSuccess(attempt: attempts[0], runNanoseconds: 7, result: .inline([1]), end: end),
    TaskSuccess(attempt: attempts[1], runNanoseconds: 7, result: .file(name: "f"), end: AttemptEnd()),
    TaskSuccess(attempt: attempts[0], runNanoseconds: .max, result: .inline([1, 2, 3])),
    TaskSuccess(attempt: attempts[1], runNanoseconds: 0, result: .inline([])),
    TaskSuccess(attempt: attempts[1], runNanoseconds: 1, result: .file(name: "job-1/result-0")),
    TaskSuccess(
      attempt: attempts[0], runNanoseconds: 5, metrics: metrics,
      accumulators: [AccumulatorUpdate(accumulator: .max, value: [1]), AccumulatorUpdate(accumulator: 0, value: [])],
      result: .inline([])),
  ]

  /// Attempts with these inputs, one after another.
  static func assignments(
    partitions: Range<UInt32>, number: UInt16 = 0, memoryBytes: Int? = nil, _ inputs: [[TaskInput]]
  ) -> TaskAssignments {
    var writer = ByteWriter()
    for task in inputs {
      TaskAssignments.appendInputs(to: &writer) { writer in
        for input in task { input.encode(into: &writer) }
      }
    }
    let attempts = AttemptRange(job: JobID(.max), stage: 65535, partitions: partitions, number: Int(number))
    return TaskAssignments(attempts, memoryBytes: memoryBytes, inputs: writer.bytes)
  }

  static let inputs = [
    TaskInput(source: 0, partition: 7, bytes: [1, 2, 3]), TaskInput(source: .max, partition: .max, bytes: []),
  ]

  static let datasets = ["points", ""].map { name in Array(name.utf8).withUnsafeBytes { CacheID(hashing: $0) } }

  static let metrics: TaskMetrics = {
    var metrics = TaskMetrics()
    metrics.inputBytes = 1
    metrics.shuffleReadBytes = 300
    metrics.shuffleWrittenBytes = .max
    metrics.spilledBytes = 0
    metrics.outputBytes = 5
    return metrics
  }()

  static func encode(_ frames: [some ChannelFrame]) -> [UInt8] {
    var writer = ByteWriter()
    for frame in frames { frame.encode(into: &writer) }
    return writer.copy()
  }
}

extension FrameBuffer {
  /// Takes these bytes in, in as many pieces as there is room for.
  mutating func take(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = fill { room in
        let count = min(room.count, rest.count)
        room.copyBytes(from: rest.prefix(count))
        return count
      }
      rest.removeFirst(count)
    }
  }

  mutating func takeAllFrames<Frame: ChannelFrame>(_ type: Frame.Type) throws -> [Frame] {
    var frames: [Frame] = []
    while let frame = try next(type) { frames.append(frame) }
    return frames
  }
}
