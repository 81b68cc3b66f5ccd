import CroftLinux
import Glibc

/// The end of a process, which counts once all is answered that it has sent before: a driver tells the last of its
/// history, and what it exits with, just before it goes.
struct Farewell {
  /// What a socket holds is answered in a fraction of that. Whoever has left connections to others, who go on sending,
  /// isn't waited for any longer.
  static let patienceNanoseconds: UInt64 = 1_000_000_000

  let processID: pid_t
  let userID: uid_t
  let sinceNanoseconds = MonotonicTime.nowNanoseconds
  let action: () -> Void

  init(processID: pid_t, userID: uid_t, action: @escaping () -> Void) {
    self.processID = processID
    self.userID = userID
    self.action = action
  }
}
