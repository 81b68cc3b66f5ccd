import CroftLinux
import Glibc

/// Standard error as a stream for `print(_:to:)`, unbuffered.
///
/// ```swift
/// var errors = StandardError()
/// print("3 rows were dropped", to: &errors)
/// ```
public struct StandardError: TextOutputStream, Sendable {
  public init() {}

  public mutating func write(_ string: String) { Self.write(string) }

  /// A line of Croft's own.
  static func say(_ message: String) { write("croft: \(message)\n") }

  static func write(_ text: String) {
    // Nobody is left to tell when standard error is closed.
    try? FileDescriptor(duplicating: STDERR_FILENO).writeAll(text)
  }
}
