import CroftDriver
import CroftLinux
import CroftProtocol

/// An executor's end of its channel, played by the test.
final class FakeExecutor: Sendable {
  private let channel: FileDescriptor
  private let frames: AsyncStream<DriverFrame>

  /// Says hello, and listens with a thread of its own, so that no test keeps another one's thread waiting.
  init(_ channel: FileDescriptor) throws {
    self.channel = channel
    let (stream, continuation) = AsyncStream<DriverFrame>.makeStream()
    frames = stream
    try say(.hello(version: TaskChannel.version, processID: 1))
    _ = try NamedThread.start(name: "fake-executor") {
      var incoming = FrameBuffer()
      while let count = try? incoming.fill({ room throws(SystemError) in try channel.read(into: room) }), count > 0 {
        while let frame = try? incoming.next(DriverFrame.self) { continuation.yield(frame) }
      }
      continuation.finish()
    }
  }

  func say(_ frame: ExecutorFrame) throws {
    var frames = OutgoingFrames()
    frames.append(frame)
    var bytes: [UInt8] = []
    _ = frames.drain { piece in
      bytes += piece
      return piece.count
    }
    try bytes.withUnsafeBytes { try channel.writeAll($0) }
  }

  func fail(_ attempt: TaskAttempt, _ kind: TaskFailure.Kind) throws {
    try say(.failed(attempt, TaskFailure(kind: kind, errorType: "Oops", message: "as planned")))
  }

  /// Waits for the next attempt that it is to run.
  func nextRun() async throws -> TaskAttempt {
    try await next { if case .run(let assignments) = $0 { assignments.attempts.first } else { nil } }
  }

  /// Waits for the next attempt that it is to stop.
  func nextCancellation() async throws -> TaskAttempt {
    try await next { if case .cancelAttempts(let attempts) = $0 { attempts.first } else { nil } }
  }

  private func next(_ wanted: (DriverFrame) -> TaskAttempt?) async throws -> TaskAttempt {
    for await frame in frames {
      if let attempt = wanted(frame) { return attempt }
    }
    throw JobError(.cancelled, "the driver has closed the channel")
  }
}
