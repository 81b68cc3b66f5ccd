import CroftDriver
import CroftLinux
import Glibc

/// Whether an application shows how far its jobs are.
public enum ProgressChoice: Sendable {
  /// Nothing is shown.
  case none
  /// On standard error: a bar when it is a terminal that can move its cursor, else a line now and then.
  case automatic

  /// A terminal that does not know its size is as wide as the first ones were.
  private static let usualColumns = 80

  var output: ProgressOutput {
    output(isTerminal: Terminal.isAttached(to: STDERR_FILENO), terminalType: Environment.value("TERM"))
  }

  /// - Parameter terminalType: as `TERM` names it.
  func output(isTerminal: Bool, terminalType: String?) -> ProgressOutput {
    guard case .automatic = self else { return .none }
    guard isTerminal, Terminal.isCapable(terminalType) else { return .lines(write: { StandardError.say($0) }) }
    return .terminal(
      write: { StandardError.draw($0) },
      columns: { Terminal.columns(of: STDERR_FILENO) ?? Self.usualColumns })
  }
}
