import CroftLinux
@preconcurrency import Glibc  // For `stdout`, whose own lock protects it.

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
  /// - Throws: when it can't be written, or something before couldn't be: output that is lost must not look like
  ///   success. Once for each loss.
  package static func flush() throws {
    let code = fflush(nil) == 0 ? 0 : errno
    // Of a write that failed when the buffer was full nothing is left but this mark.
    guard code != 0 || ferror(stdout) != 0 else { return }
    clearerr(stdout)
    throw SystemError("write", errno: code == 0 ? EIO : code, subject: "standard output")
  }
}
