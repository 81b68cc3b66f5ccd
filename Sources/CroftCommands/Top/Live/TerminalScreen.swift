import CroftLinux
import Glibc

/// A terminal taken for a full-screen view: each key at once and without echo, on the alternate screen.
///
/// Whoever enters must leave on every way out, or the shell is left with a terminal that shows nothing typed.
final class TerminalScreen {
  private let keyboard = STDIN_FILENO
  private let screen = STDOUT_FILENO
  private var usual = termios()
  private var isEntered = false

  /// Alternate screen, no cursor, no wrapping at the last column; and back (xterm's private modes, which all have).
  private static let enterSequence = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let leaveSequence = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  var size: ScreenSize {
    Terminal.size(of: screen).map { ScreenSize(columns: $0.columns, rows: $0.rows) } ?? .usual
  }

  func enter() throws(SystemError) {
    guard !isEntered else { return }
    guard tcgetattr(keyboard, &usual) == 0 else {
      throw SystemError("tcgetattr", errno: errno, subject: "the terminal")
    }
    isEntered = true
    try setRaw()
    try write(Self.enterSequence)
  }

  /// Once more, after somebody else had the terminal.
  func enterAgain() throws(SystemError) {
    guard isEntered else { return try enter() }
    try setRaw()
    try write(Self.enterSequence)
  }

  /// Gives the terminal back. One that is gone needs nothing.
  func leave() {
    guard isEntered else { return }
    isEntered = false
    try? write(Self.leaveSequence)
    _ = set(&usual)
  }

  func write(_ text: String) throws(SystemError) {
    try FileDescriptor(duplicating: screen).writeAll(text)
  }

  /// The bytes of the keys that have been pressed; nil when the keyboard is gone.
  func readKeys() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = read(keyboard, &buffer, buffer.count)
    if count < 0 { return [EAGAIN, EINTR].contains(errno) ? [] : nil }
    return count == 0 ? nil : Array(buffer[..<count])
  }

  /// Signals stay the terminal's business: Ctrl-C and Ctrl-Z come as signals, as they do for every program.
  private func setRaw() throws(SystemError) {
    var raw = usual
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    // VMIN and VTIME of termios(3), by their places on Linux: a read gives what there is, and waits for one byte.
    (raw.c_cc.6, raw.c_cc.5) = (1, 0)
    guard set(&raw) else {
      throw SystemError("tcsetattr", errno: errno, subject: "the terminal")
    }
  }

  /// Waits until what was written is out; a signal may come meanwhile.
  private func set(_ settings: inout termios) -> Bool {
    while true {
      if tcsetattr(keyboard, TCSADRAIN, &settings) == 0 { return true }
      guard errno == EINTR else { return false }
    }
  }
}
