import CSystemd

/// Tells the service manager how the daemon is doing (sd_notify(3)). Without one (no NOTIFY_SOCKET) it does nothing.
package struct ServiceNotifier: Sendable {
  package init() {}

  /// The daemon takes calls from now on.
  package func ready(status: String) { send("READY=1\nSTATUS=\(oneLine(status))") }

  /// The daemon has begun to shut down.
  package func stopping(status: String) { send("STOPPING=1\nSTATUS=\(oneLine(status))") }

  // A failure means that the service manager went away; the daemon has nothing better to do than to go on.
  private func send(_ state: String) { sd_notify(0, state) }

  /// Assignments are separated by newlines, so a status must not hold one.
  private func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
