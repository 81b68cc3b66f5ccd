import CSystemd
import CroftLinux
import Glibc

/// Tells the service manager how the daemon is doing (sd_notify(3)). Without one (no NOTIFY_SOCKET) it does nothing.
package struct ServiceNotifier: Sendable {
  package init() {}

  /// Whether there is anybody to tell.
  package var isHeard: Bool { Environment.value("NOTIFY_SOCKET") != nil }

  /// How often the service manager wants a sign of life, from this very process; nil when it doesn't.
  package var watchdogNanoseconds: UInt64? {
    var microseconds: UInt64 = 0
    // 0: the variables stay, as NOTIFY_SOCKET does. A child is given its whole environment, so it never sees them.
    guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
    // Whoever sets it to centuries gets them, without an overflow.
    return min(microseconds, UInt64.max / 1_000) * 1_000
  }

  /// The daemon takes calls from now on, or again.
  package func ready(status: String) { send(["READY=1"], status) }

  /// How the daemon is doing.
  package func status(_ status: String) { send([], status) }

  /// The daemon reads its configuration again; ``ready(status:)`` ends that.
  ///
  /// - Parameter nanoseconds: The time of `MonotonicTime`, which newer service managers want to know.
  package func reloading(at nanoseconds: UInt64, status: String) {
    send(["RELOADING=1", "MONOTONIC_USEC=\(nanoseconds / 1_000)"], status)
  }

  /// The daemon has begun to shut down.
  package func stopping(status: String) { send(["STOPPING=1"], status) }

  /// The daemon can't start, and ends.
  package func failed(status: String, errno: CInt?) { send(errno.map { ["ERRNO=\($0)"] } ?? [], status) }

  /// What the daemon is doing takes at least so much longer from now on, whatever the unit's time limit.
  package func extendTimeout(bySeconds seconds: UInt64) { send(["EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)"]) }

  /// A sign of life.
  package func isAlive() { send(["WATCHDOG=1"]) }

  // A failure means that the service manager went away; the daemon has nothing better to do than to go on.
  private func send(_ assignments: [String], _ status: String? = nil) {
    let lines = assignments + (status.map { ["STATUS=\(oneLine($0))"] } ?? [])
    sd_notify(0, lines.joined(separator: "\n"))
  }

  /// Assignments are separated by newlines, so a status must not hold one.
  private func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
