import CroftLinux
import Glibc
import Synchronization

/// Standard error as a stream for `print(_:to:)`, unbuffered.
///
/// ```swift
/// var errors = StandardError()
/// print("3 rows were dropped", to: &errors)
/// ```
public struct StandardError: TextOutputStream, Sendable {
  /// The process' standard error, whatever that is at each write.
  public init() {}

  /// Writes at once. What can't be written is lost.
  public mutating func write(_ string: String) { Self.write(string) }

  /// A line of Croft's own.
  static func say(_ message: String) { write("croft: \(message)\n") }

  /// Takes a progress bar away first, if there is one, so that the text does not end in what is left of it.
  static func write(_ text: String) {
    put(hasBar.exchange(false, ordering: .relaxed) ? TerminalControl.eraseBelow + text : text)
  }

  /// Draws a progress bar, or takes it away.
  static func draw(_ bar: String) {
    hasBar.store(bar != TerminalControl.eraseBelow, ordering: .relaxed)
    put(bar)
  }

  /// One for the process, because it has one terminal.
  private static let hasBar = Atomic(false)

  private static func put(_ text: String) {
    // Nobody is left to tell when standard error is closed.
    try? FileDescriptor(duplicating: STDERR_FILENO).writeAll(text)
  }
}
