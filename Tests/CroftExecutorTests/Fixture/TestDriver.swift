import CroftDataset
import CroftExecutor
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// The driver's end of a task channel, with an executor on threads of this process at the other end.
final class TestDriver {
  let scratch: String
  private let channel: FileDescriptor
  private let executor: NamedThread
  private let ended = EndedRun()
  private var incoming = FrameBuffer()
  /// What came in one frame with the last answer.
  private var rest: [ExecutorFrame] = []

  /// How the executor's run ended, once it has.
  private final class EndedRun: Sendable {
    let failure = Mutex<(any Error)?>(nil)
  }

  /// Starts an executor, and ends it when `body` is done.
  ///
  /// - Parameter tasksAtOnce: what it is told, if that isn't all that it can.
  static func with(
    slots: Int = 1, tasksAtOnce: Int? = nil, cgroup: Cgroup? = nil, _ body: (TestDriver) throws -> Void
  ) throws {
    let scratch = try FileSystem.temporaryDirectory(prefix: "croft-executor-test-")
    defer { try? FileSystem.removeTree(scratch) }
    let driver = try TestDriver(slots: slots, cgroup: cgroup, scratch: scratch)
    try driver.send(
      .hello(
        version: TaskChannel.version, application: ApplicationID(1), executor: ExecutorID(1),
        slots: tasksAtOnce ?? slots))
    try body(driver)
    driver.closeSending()
    driver.executor.join()
  }

  private init(slots: Int, cgroup: Cgroup?, scratch: String) throws {
    self.scratch = scratch
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
    channel = ours
    executor = try NamedThread.start(name: "executor") { [ended] in
      do {
        try ExecutorRuntime(channel: theirs, slots: slots, cgroup: cgroup).run()
      } catch {
        ended.failure.withLock { $0 = error }
      }
    }
  }

  func send(_ frames: DriverFrame...) throws {
    var writer = ByteWriter()
    for frame in frames { frame.encode(into: &writer) }
    try channel.writeAll(writer.bytes)
  }

  func send(bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try channel.writeAll($0) }
  }

  /// The next frame; nil when the executor has closed the channel. Each success is handed out in a frame of its own.
  func receive() throws -> ExecutorFrame? {
    while true {
      if !rest.isEmpty { return rest.removeFirst() }
      if let frame = try incoming.next(ExecutorFrame.self) {
        guard case .succeeded(let successes) = frame else { return frame }
        try successes.decodeEach { rest.append(.succeeded(TaskSuccesses([$0]))) }
        continue
      }
      let count = try incoming.fill { buffer throws(SystemError) in try channel.read(into: buffer) }
      if count == 0 { return nil }
    }
  }

  /// The next frame after the greeting.
  func receiveAnswer() throws -> ExecutorFrame? {
    let frame = try receive()
    if case .hello = frame { return try receive() }
    return frame
  }

  func closeSending() { shutdown(channel.rawValue, CInt(SHUT_WR)) }

  /// Waits for the executor's end, and gives what it threw.
  func failureAtEnd() -> (any Error)? {
    executor.join()
    return ended.failure.withLock { $0 }
  }
}
