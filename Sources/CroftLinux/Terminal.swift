import Glibc

/// What a descriptor's terminal is like.
package enum Terminal {
  package static func isAttached(to descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

  /// How many columns it has; nil if it is no terminal or does not know.
  package static func columns(of descriptor: CInt) -> Int? {
    // struct winsize of ioctl_tty(2): rows, columns, and two that are not used. Glibc's module lacks it.
    var size = [UInt16](repeating: 0, count: 4)
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size[1] > 0 else { return nil }
    return Int(size[1])
  }
}
