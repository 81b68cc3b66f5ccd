import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// A driver that gets one executor and then doesn't keep to the protocol.
enum FakeDriver {
  /// Says something to an executor and then nothing more, and tells how the executor ended; nil when it did not within
  /// ten seconds.
  static func endOfExecutor(after bytes: [UInt8], on manager: PrivateManager) throws -> ExecutorEnd? {
    let program = ProgramFinder.path(of: "trialjobs")
    let session = try ManagerSession.register(
      socketPath: manager.socketPath,
      registration: RegisterApplication(
        name: "fake", image: 0, arguments: [program], environment: Environment.all, directory: "/"),
      image: try FileDescriptor.open(program, flags: O_RDONLY))
    defer { session.close() }
    let loop = try EventLoop()
    var end: ExecutorEnd?
    var failure: (any Error)?
    var heldChannel: FileDescriptor?
    try session.attach(to: loop) { event in
      switch event {
      case .granted(_, let channel):
        // Open for the executor's own words, so that it ends for nothing but what it reads.
        heldChannel = channel
        do {
          try bytes.withUnsafeBytes { try channel.writeAll($0) }
          shutdown(channel.rawValue, CInt(SHUT_WR))
        } catch {
          failure = error
        }
      case .ended(let ended): end = ended
      case .requestRefused(let error): failure = error
      case .disconnected(let error), .disowned(let error): failure = error
      case .reclaim, .terminated, .stopping, .reported, .resumed: break
      }
    }
    session.requestExecutors(count: 1, resources: Resources(cores: 1, memoryBytes: 64 << 20))
    var hasTime = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + 10_000_000_000) { hasTime = false }
    while end == nil, failure == nil, hasTime { loop.runOnce(timeoutNanoseconds: nil) }
    if let failure { throw failure }
    return withExtendedLifetime(heldChannel) { end }
  }
}
