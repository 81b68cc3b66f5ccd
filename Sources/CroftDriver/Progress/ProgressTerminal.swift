package import CroftLinux
import Glibc
import Synchronization

/// A terminal that shows progress bars below what a program prints, so that neither tears the other.
///
/// Standard error has the bars. Whatever else is to be written, to it or to standard output, goes through
/// ``write(_:to:)``, from any thread.
package final class ProgressTerminal: Sendable {
  private struct State {
    var hasBars = false
    /// Text was written that doesn't end with a line's end: the next bar begins below it.
    var isWithinLine = false
  }

  /// Drawing and writing hold it, so that nothing comes between a bar's removal and the text in its place.
  private let state = Mutex(State())
  private let isTerminal: [Bool]
  /// Whether standard output and standard error are one terminal.
  private let isShared: Bool

  package init() {
    isTerminal = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].map { Terminal.isAttached(to: $0) }
    isShared = Self.device(of: STDOUT_FILENO) == Self.device(of: STDERR_FILENO)
  }

  /// A terminal's number.
  private static func device(of standard: CInt) -> dev_t {
    var status = stat()
    return fstat(standard, &status) == 0 ? status.st_rdev : 0
  }

  /// A terminal that doesn't know its size is as wide as the first ones were.
  private static let usualColumns = 80

  /// Where a farm is to show its progress: bars on a terminal that can move its cursor, nothing on another or without.
  package var output: ProgressOutput {
    guard canDraw else { return .none }
    return .terminal(
      write: { [self] in draw($0) }, columns: { Terminal.columns(of: STDERR_FILENO) ?? Self.usualColumns })
  }

  private var canDraw: Bool { isTerminal[Int(STDERR_FILENO)] && Terminal.isCapable(Environment.value("TERM")) }

  /// Draws bars, or takes them away: what a `ProgressOutput` writes.
  private func draw(_ bars: String) {
    state.withLock { state in
      let isRemoval = bars == TerminalControl.eraseBelow
      guard !isRemoval || state.hasBars else { return }
      // What was printed stays.
      let text = state.isWithinLine ? "\r\n" + bars : bars
      (state.hasBars, state.isWithinLine) = (!isRemoval, false)
      // Nobody is left to tell when standard error is closed.
      try? FileDescriptor.standard(STDERR_FILENO).writeAll(text)
    }
  }

  /// Writes all of the bytes to standard output or standard error, in the bars' place where that is the terminal.
  package func write(_ bytes: UnsafeRawBufferPointer, to standard: CInt) throws(SystemError) {
    let descriptor = try FileDescriptor.standard(standard)
    guard isTerminal[Int(standard)], let last = bytes.last else { return try descriptor.writeAll(bytes) }
    try state.withLock { state throws(SystemError) in
      if state.hasBars { try? FileDescriptor.standard(STDERR_FILENO).writeAll(TerminalControl.eraseBelow) }
      (state.hasBars, state.isWithinLine) = (false, last != UInt8(ascii: "\n"))
      try descriptor.writeAll(bytes)
    }
  }

  /// Makes the next line of standard error begin at the left, where it would follow what was printed without a line's
  /// end.
  package func endLine() {
    guard isShared, isTerminal[Int(STDERR_FILENO)] else { return }
    state.withLock { state in
      guard state.isWithinLine else { return }
      state.isWithinLine = false
      try? FileDescriptor.standard(STDERR_FILENO).writeAll("\n")
    }
  }
}

extension FileDescriptor {
  /// A copy, since an owner closes what it owns.
  fileprivate static func standard(_ number: CInt) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(duplicating: number)
  }
}
