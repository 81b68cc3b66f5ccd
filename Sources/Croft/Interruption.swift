package import CroftDriver
import CroftLinux
import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and the like: the first one cancels what runs, the second one ends the process at once. Before there
/// is a farm, the first one does.
///
/// The signals are caught, not blocked, because a blocked signal would stay blocked in every program that the user's
/// code starts.
package final class Interruption: Sendable {
  /// What a signal ends.
  private struct Work {
    let farm: Farm
    let cancel: @Sendable () -> Void

    func end() {
      farm.cancelAllJobs()
      cancel()
    }
  }

  private let work = Mutex<Work?>(nil)
  private let received = Atomic<CInt>(0)

  /// - Parameter signals: one that this process was started to ignore, as by nohup(1), stays ignored.
  package init(_ signals: [CInt] = [SIGINT, SIGTERM]) throws {
    let (reading, writing) = try FileDescriptor.pipe()
    try ProcessSignals.forward(signals.filter { !ProcessSignals.isIgnored($0) }, to: writing)
    _ = try NamedThread.start(name: "signals") { [self] in
      while let signal = ProcessSignals.nextForwarded(to: reading) { handle(signal) }
    }
  }

  /// The exit status after a signal, as shells count; nil if none came.
  package var status: CInt? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Runs `body`, and cancels it and every job of the farm when a signal comes.
  package func watch(_ farm: Farm, _ body: @escaping @Sendable () async throws -> Void) async throws {
    // Unstructured, because the thread that waits for signals has to be able to cancel it. Made with the lock held, so
    // that it can't be about before it is known.
    let task = work.withLock { work in
      let task = _Concurrency.Task { try await body() }
      work = Work(farm: farm, cancel: { task.cancel() })
      return task
    }
    try await task.value
  }

  /// Cancels what `watch(_:_:)` runs as a signal does, for another reason.
  package func cancelWork() { work.withLock { $0 }?.end() }

  private func handle(_ signal: CInt) {
    let isFirst = received.exchange(signal, ordering: .relaxed) == 0
    let work = work.withLock { $0 }
    guard isFirst, let work else {
      // Without waiting for the program; its scratch space goes with it.
      work?.farm.close()
      _exit(128 + signal)
    }
    StandardError.say("cancelling; once more to leave at once")
    work.end()
  }
}
