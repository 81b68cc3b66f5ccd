import Glibc

/// What a descriptor's terminal is like.
package enum Terminal {
  package static func isAttached(to descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

  /// How many columns it has; nil if it is no terminal or does not know.
  package static func columns(of descriptor: CInt) -> Int? { size(of: descriptor)?.columns }

  /// How large it is; nil if it is no terminal or does not know.
  package static func size(of descriptor: CInt) -> (columns: Int, rows: Int)? {
    // struct winsize of ioctl_tty(2): rows, columns, and two that are not used. Glibc's module lacks it.
    var size = [UInt16](repeating: 0, count: 4)
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size[0] > 0, size[1] > 0 else { return nil }
    return (columns: Int(size[1]), rows: Int(size[0]))
  }

  /// Whether a type of terminal, as `TERM` names it, can move its cursor: an unnamed or a dumb one can't.
  package static func isCapable(_ type: String?) -> Bool { !["", "dumb"].contains(type ?? "") }
}

/// What moves a terminal's cursor and erases (ECMA-48, as all terminals of today have it).
package enum TerminalControl {
  /// To the line's first column, and everything from there on gone: what a progress bar is taken away with (CR, ED).
  package static let eraseBelow = "\r\u{1B}[J"

  /// So many lines up, at least one (CUU).
  package static func up(_ lines: Int) -> String { "\u{1B}[\(lines)A" }
}
