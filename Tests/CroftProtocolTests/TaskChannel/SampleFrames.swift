@testable import CroftProtocol

/// One frame of each kind and more, for the tests of the channel.
enum SampleFrames {
  static let attempts = [
    TaskAttempt(task: TaskID(job: JobID(1), stage: 0, partition: 0), number: 0),
    TaskAttempt(task: TaskID(job: JobID(.max), stage: 65535, partition: Int(UInt32.max)), number: 65535),
  ]

  static let ofDriver: [DriverFrame] = [
    .hello(version: TaskChannel.version, application: ApplicationID(7), executor: ExecutorID(3)),
    .hello(version: .max, application: ApplicationID(.max), executor: ExecutorID(.min)),
    .job(
      JobDefinition(
        id: JobID(2), typeName: "4main9WordCountV", value: Array(0...255), lineage: ["lines of Text", "", "größe"],
        reducerCounts: [4, 0, .max], scratch: "/tmp/scratch/1", output: "/tmp/out")),
    .job(
      JobDefinition(
        id: JobID(0), typeName: "", value: [], lineage: [], reducerCounts: [], scratch: "", output: "/tmp/out")),
    .mapOutputs(MapOutputs(job: JobID(2), stage: 1, attempts: [0, 1, .max])),
    .mapOutputs(MapOutputs(job: JobID(2), stage: 0, attempts: [])),
    .run(TaskAssignment(attempt: attempts[0], inputs: [[1, 2, 3], [], [4]])),
    .run(TaskAssignment(attempt: attempts[1], inputs: [])),
    .revoke(attempts),
    .revoke([]),
    .endJob(JobID(.max)),
  ]

  static let ofExecutor: [ExecutorFrame] = [
    .hello(version: TaskChannel.version, processID: 4242),
    .succeeded(TaskSuccess(attempt: attempts[0], runNanoseconds: .max, result: .inline([1, 2, 3]))),
    .succeeded(TaskSuccess(attempt: attempts[1], runNanoseconds: 0, result: .inline([]))),
    .succeeded(TaskSuccess(attempt: attempts[1], runNanoseconds: 1, result: .file(name: "job-1/result-0"))),
    .failed(attempts[0], TaskFailure(kind: .userError, errorType: "ParseError", message: "line 3: größe?")),
    .failed(
      attempts[1], TaskFailure(kind: .mapOutputLost, errorType: "", message: "", lostOutput: attempts[0])),
    .failed(attempts[1], TaskFailure(kind: .environment, errorType: "SystemError", message: "disk full")),
    .revoked(attempts),
    .revoked([]),
  ]

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
