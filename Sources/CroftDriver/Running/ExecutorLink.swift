import CroftLinux
import CroftProtocol

/// The driver's end of one executor's task channel, and what it has done so far.
final class ExecutorLink {
  let id: ExecutorID
  let processID: Int
  let resources: Resources
  /// How many tasks it runs at once.
  let slots: Int
  let channel: FileDescriptor
  private(set) var completedTasks = 0
  private(set) var busyNanoseconds: UInt64 = 0
  /// The other end has closed, so the executor is gone or about to be.
  private(set) var isClosed = false
  private(set) var receivedBytes = 0
  /// Runs until the executor says hello.
  var greetingTimer: TimerToken?
  private var incoming = FrameBuffer(capacity: 256 << 10)
  private var outgoing = OutgoingFrames()
  /// The inputs of attempts that are about to be sent.
  private var inputs = ByteWriter()

  init(
    id: ExecutorID, application: ApplicationID, processID: Int, resources: Resources, slots: Int,
    channel: FileDescriptor
  ) {
    self.id = id
    self.processID = processID
    self.resources = resources
    self.slots = slots
    self.channel = channel
    send(.hello(version: TaskChannel.version, application: application, executor: id, slots: slots))
  }

  func send(_ frame: DriverFrame) {
    if !isClosed { outgoing.append(frame) }
  }

  /// Sends attempts to run.
  ///
  /// - Parameters:
  ///   - memoryBytes: how much memory the command of each may have; nil for as much as there is.
  ///   - encodeInputs: writes what the task of a partition reads, with `TaskInput.encode`.
  func run(
    _ attempts: AttemptRange, memoryBytes: Int?, _ encodeInputs: (_ partition: UInt32, inout ByteWriter) -> Void
  ) {
    var first = attempts.startIndex
    for partition in attempts.indices {
      TaskAssignments.appendInputs(to: &inputs) { encodeInputs(partition, &$0) }
      let next = partition + 1
      guard next == attempts.endIndex || inputs.count >= TaskChannel.batchBytes else { continue }
      let part = AttemptRange(
        job: attempts.job, stage: Int(attempts.stage), partitions: first..<next, number: Int(attempts.number))
      sendInputs(of: part, memoryBytes: memoryBytes)
      inputs.removeAll()
      first = next
    }
  }

  private func sendInputs(of attempts: AttemptRange, memoryBytes: Int?) {
    var rest = inputs.bytes[...]
    while rest.count > TaskChannel.maximumInputBytes {
      send(.inputs([UInt8](rest.prefix(TaskChannel.maximumInputBytes))))
      rest = rest.dropFirst(TaskChannel.maximumInputBytes)
    }
    let inputs = UnsafeRawBufferPointer(rebasing: rest)
    send(.run(TaskAssignments(attempts, memoryBytes: memoryBytes, inputs: inputs)))
  }

  var hasOutgoing: Bool { !outgoing.isEmpty }

  /// Reads what has come and hands each frame on.
  ///
  /// - Throws: `MalformedBytes` for what no executor of ours would send; what `handle` throws.
  func receive(_ handle: (ExecutorFrame) throws -> Void) throws {
    do {
      let count = try incoming.fill { buffer throws(SystemError) in try channel.read(into: buffer) }
      receivedBytes += count
      if count == 0 { isClosed = true }
    } catch {
      if !error.wouldBlock { isClosed = true }
    }
    while let frame = try incoming.next(ExecutorFrame.self) { try handle(frame) }
  }

  /// Sends what waits.
  ///
  /// - Returns: false when the socket takes no more for now.
  func flush() -> Bool {
    do throws(SystemError) {
      return try outgoing.drain { bytes throws(SystemError) in try UnixSocket.sendSome(bytes, to: channel) }
    } catch {
      // The end of file that follows says the rest.
      outgoing = OutgoingFrames()
      return true
    }
  }

  /// Notes a task that it has done.
  func note(_ success: TaskSuccess) {
    completedTasks += 1
    busyNanoseconds += success.runNanoseconds
  }
}
