import Glibc

/// An advisory lock on an open file or directory (flock(2)). It goes when the descriptor is closed, also by a kill.
package enum FileLock {
  /// Whether the lock could be had at once, against every other holder.
  package static func tryExclusive(_ descriptor: FileDescriptor, subject: String) throws(SystemError) -> Bool {
    try attempt(LOCK_EX, descriptor, subject)
  }

  /// Whether the lock could be had at once, together with others who share it.
  package static func tryShared(_ descriptor: FileDescriptor, subject: String) throws(SystemError) -> Bool {
    try attempt(LOCK_SH, descriptor, subject)
  }

  private static func attempt(
    _ kind: CInt, _ descriptor: FileDescriptor, _ subject: String
  ) throws(SystemError) -> Bool {
    // LOCK_NB never sleeps, so no signal can interrupt it.
    if flock(descriptor.rawValue, kind | LOCK_NB) == 0 { return true }
    let code = errno
    if code == EWOULDBLOCK { return false }
    throw SystemError("flock", errno: code, subject: subject)
  }
}
