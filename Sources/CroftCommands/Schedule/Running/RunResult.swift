import CroftLinux
import Glibc

/// What came of a window that was to run.
enum RunResult {
  case ended(ScheduledRun)
  /// Somebody else runs it.
  case running(Window)

  var isEnded: Bool {
    switch self {
    case .ended: true
    case .running: false
    }
  }

  var hasSucceeded: Bool {
    switch self {
    case .ended(let run): run.end?.outcome == .succeeded
    case .running: false
    }
  }

  /// As a shell tells it: what the command exited with, or 128 and the signal's number.
  var exitStatus: CInt {
    guard case .ended(let run) = self, let end = run.end else { return EXIT_FAILURE }
    if let signal = end.signal { return 128 + CInt(clamping: signal) }
    return end.outcome == .succeeded ? 0 : CInt(clamping: end.exitStatus ?? 1)
  }
}

extension RunEnd {
  /// - Parameters:
  ///   - hasTimedOut: whether the command was ended after the schedule's time limit.
  ///   - wasSignalled: whether the command was sent a signal that this process was sent.
  init(run: Int, at endedAt: Int, _ exit: ProcessExit, hasTimedOut: Bool, wasSignalled: Bool) {
    let isSuccess = exit == .exited(code: 0)
    let failure: RunOutcome = hasTimedOut ? .timedOut : wasSignalled ? .interrupted : .failed
    self.init(run: run, endedAt: endedAt, outcome: isSuccess ? .succeeded : failure)
    switch exit {
    case .exited(let code): exitStatus = Int(code)
    case .signalled(let number, _): signal = Int(number)
    }
  }
}

extension ScheduledRun {
  /// How it came out, as a sentence goes on after the window's name.
  var words: String {
    guard let end else { return "has no end yet" }
    let reason =
      end.error ?? end.signal.map { "signal \($0)" } ?? end.exitStatus.map { $0 == 0 ? "" : "exit status \($0)" } ?? ""
    return reason.isEmpty ? end.outcome.rawValue : "\(end.outcome.rawValue): \(reason)"
  }
}
