import CroftDriver
import CroftLinux
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first one cancels what runs, the second one ends the process at once.
///
/// The signals are caught, not blocked, because a blocked signal would stay blocked in every program that the user's
/// code starts.
final class Interruption: Sendable {
  private let signals: FileDescriptor
  private let received = Atomic<CInt>(0)

  init() throws {
    let (reading, writing) = try FileDescriptor.pipe()
    signals = reading
    try ProcessSignals.forward([SIGINT, SIGTERM], to: writing)
    // The handler writes to the descriptor until the process ends.
    _ = Unmanaged.passRetained(writing)
  }

  /// The exit status after a signal, as shells count; nil if none came.
  var status: CInt? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Runs `body`, and cancels it and every job of the farm when a signal comes.
  func watch(_ farm: Farm, _ body: @escaping @Sendable () async throws -> Void) async throws {
    // Unstructured, because the thread that waits for signals has to be able to cancel it.
    let work = _Concurrency.Task { try await body() }
    _ = try NamedThread.start(name: "signals") { [self] in
      var isFirst = true
      while let signal = nextSignal() {
        received.store(signal, ordering: .relaxed)
        if !isFirst { Self.leave(farm, signal) }
        isFirst = false
        StandardError.say("cancelling; once more to leave at once")
        farm.cancelAllJobs()
        work.cancel()
      }
    }
    try await work.value
  }

  /// Ends the process without waiting for the program; its scratch space goes with it.
  private static func leave(_ farm: Farm, _ signal: CInt) -> Never {
    farm.close()
    _exit(128 + signal)
  }

  /// Blocks until a signal comes.
  private func nextSignal() -> CInt? {
    var number: UInt8 = 0
    let count = try? withUnsafeMutableBytes(of: &number) { try signals.read(into: $0) }
    return count == 1 ? CInt(number) : nil
  }
}
