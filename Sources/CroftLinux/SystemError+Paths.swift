import Glibc

extension SystemError {
  /// What open(2), stat(2), mkdir(2), chdir(2) and execve(2) say of a path that can't be what its user wants, however
  /// often it is tried. All others (EMFILE, ENOMEM, EIO, ESTALE, …) lie in the machine, and come and go.
  private static let errorsOfPaths: Set<CInt> = [
    EACCES, EILSEQ, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENODEV, ENOENT, ENOTDIR, ENXIO, EOPNOTSUPP, EPERM, EROFS,
  ]

  /// Whether the path is at fault that a system call was made on.
  package static func liesInPath(_ errno: CInt) -> Bool { errorsOfPaths.contains(errno) }
}
