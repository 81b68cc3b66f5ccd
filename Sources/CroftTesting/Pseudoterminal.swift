import CroftLinux
import Glibc

/// A terminal that a test looks at instead of a person.
///
/// By the requests of ioctl_tty(2) themselves, because Glibc's module lacks posix_openpt(3) and its companions.
enum Pseudoterminal {
  /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h, which are no constants to the importer.
  private static let lockRequest: UInt = 0x4004_5431
  private static let numberRequest: UInt = 0x8004_5430

  /// - Returns: the test's end, whose reading fails once the program's has been closed; and the program's, which is
  ///   nobody's controlling terminal.
  static func open(columns: Int) throws -> (reading: FileDescriptor, writing: FileDescriptor) {
    let path = "/dev/ptmx"
    let master = try FileDescriptor.open(path, flags: O_RDWR | O_NOCTTY)
    var (lock, number) = (CInt(0), CInt(0))
    // struct winsize: rows, columns, and two that are not used.
    var size: [UInt16] = [24, UInt16(columns), 0, 0]
    guard ioctl(master.rawValue, lockRequest, &lock) == 0, ioctl(master.rawValue, numberRequest, &number) == 0,
      ioctl(master.rawValue, UInt(TIOCSWINSZ), &size) == 0
    else { throw SystemError("ioctl", errno: errno, subject: path) }
    return (master, try FileDescriptor.open("/dev/pts/\(number)", flags: O_RDWR | O_NOCTTY))
  }
}
