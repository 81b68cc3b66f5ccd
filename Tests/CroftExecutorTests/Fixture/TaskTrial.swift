import CroftDataset
import CroftLinux
import CroftProtocol

@testable import CroftExecutor

/// What a slot needs to run tasks, without a channel.
final class TaskTrial {
  let scratch: String
  let resources = ExecutorResources(slots: 1, budgetBytes: 1 << 30, commands: .forTests) { _ in }

  /// - Parameter body: gets a trial in a directory that is removed afterwards.
  static func with(_ body: (TaskTrial) throws -> Void) throws {
    let scratch = try FileSystem.temporaryDirectory(prefix: "croft-task-test-")
    defer { try? FileSystem.removeTree(scratch) }
    try body(TaskTrial(scratch: scratch))
  }

  private init(scratch: String) { self.scratch = scratch }

  /// Tasks of a new job, each over a slice of its range.
  func batch(_ value: some Job, id: Int = 1, stage: Int = 0, slices: [Range<Int>]) throws -> TaskBatch {
    let job = ExecutorJob(try JobDefinition(value, id: id, scratch: scratch))
    try FileSystem.createDirectory(job.paths.directory, mode: 0o700, parents: true)
    return try batch(of: job, stage: stage, slices: slices)
  }

  func batch(of job: ExecutorJob, stage: Int = 0, slices: [Range<Int>]) throws -> TaskBatch {
    var writer = ByteWriter()
    for (partition, slice) in slices.enumerated() {
      TaskAssignments.appendInputs(to: &writer) { inputs in
        TaskInput.encode(source: 0, partition: UInt32(partition), into: &inputs) { piece in
          piece.appendVariable(slice.lowerBound)
          piece.appendVariable(slice.upperBound)
        }
      }
    }
    let attempts = AttemptRange(
      job: job.definition.id, stage: stage, partitions: 0..<UInt32(slices.count), number: 0)
    return try TaskBatch(TaskAssignments(attempts, inputs: writer.bytes), of: job)
  }

  /// Lets one slot run all tasks, and gives its answers, each success in a frame of its own.
  func answers(to batches: [TaskBatch]) throws -> [ExecutorFrame] {
    let waiting = WaitingTasks()
    waiting.append(batches)
    let loop = try EventLoop()
    let outbox = Outbox(waker: loop.waker)
    let slot = try NamedThread.start(name: "slot") { [resources] in
      var slot = Slot(0, resources, nil)
      slot.work(on: waiting, answeringTo: outbox)
    }
    // Closing drops what waits, so it has to be taken before.
    let expected = batches.reduce(0) { $0 + $1.attempts.count }
    var answers: [ExecutorFrame] = []
    loop.onWake = {
      var outgoing = OutgoingFrames()
      outbox.empty(into: &outgoing)
      answers += (try? Self.frames(in: &outgoing)) ?? []
      if answers.count >= expected { loop.stop() }
    }
    loop.run()
    waiting.close()
    slot.join()
    return answers
  }

  private static func frames(in outgoing: inout OutgoingFrames) throws -> [ExecutorFrame] {
    var buffer = FrameBuffer()
    var frames: [ExecutorFrame] = []
    _ = try outgoing.drain { bytes throws(MalformedBytes) in
      let count = buffer.fill { room in
        let count = min(room.count, bytes.count)
        room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        return count
      }
      return count
    }
    while let frame = try buffer.next(ExecutorFrame.self) {
      guard case .succeeded(let successes) = frame else {
        frames.append(frame)
        continue
      }
      try successes.decodeEach { frames.append(.succeeded(TaskSuccesses([$0]))) }
    }
    return frames
  }
}

/// The result of a task that counts.
func decodeCount(_ bytes: ArraySlice<UInt8>) throws -> Int {
  try bytes.withUnsafeBytes { bytes in
    var reader = ByteReader(bytes)
    return try reader.readVariableInt()
  }
}
