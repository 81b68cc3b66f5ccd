import CroftLinux
import Glibc

/// Tells what lies in a command from what lies in the machine, which may be better next time.
enum CommandFault {
  /// What open(2), stat(2), mkdir(2), chdir(2) and execve(2) say of a path that can't be what the command wants,
  /// however often it is tried. All others (EMFILE, ENOMEM, EIO, ESTALE, …) come and go.
  private static let errorsOfPaths: Set<CInt> = [
    EACCES, EILSEQ, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENODEV, ENOENT, ENOTDIR, ENXIO, EOPNOTSUPP, EPERM, EROFS,
  ]

  /// Whether the path is at fault that a system call was made on.
  static func isOfPath(_ code: CInt) -> Bool { errorsOfPaths.contains(code) }
}
