import CroftLinux
import Glibc

/// Descriptors 0 to 2 of a program.
package enum StandardStreams {
  /// Opens /dev/null in place of those that are closed: otherwise the next file that is opened would get their numbers,
  /// and whatever is printed would land in it.
  package static func openMissing() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is this one, because those below are open by now.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes what has been printed.
  ///
  /// - Throws: when it can't be written: output that is lost must not look like success.
  package static func flush() throws {
    guard fflush(nil) == 0 else { throw SystemError("write", errno: errno, subject: "standard output") }
  }
}
