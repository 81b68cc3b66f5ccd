import CroftDriver
import CroftLinux
import Glibc

/// Whether an application shows how far its jobs are.
public enum ProgressChoice: Sendable {
  /// Nothing is shown.
  case none
  /// On standard error: a bar when it is a terminal, else a line now and then.
  case automatic

  /// A terminal that does not know its size is as wide as the first ones were.
  private static let usualColumns = 80

  var output: ProgressOutput {
    guard case .automatic = self else { return .none }
    guard Terminal.isAttached(to: STDERR_FILENO) else { return .lines(write: { StandardError.say($0) }) }
    return .terminal(
      write: { StandardError.draw($0) },
      columns: { Terminal.columns(of: STDERR_FILENO) ?? Self.usualColumns })
  }
}
