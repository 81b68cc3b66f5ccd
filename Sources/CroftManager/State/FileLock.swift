import CroftLinux
import Glibc

/// An advisory lock on an open file or directory (flock(2)). It goes when the descriptor is closed, also by a kill.
enum FileLock {
  /// Whether the lock could be had at once.
  static func tryExclusive(_ descriptor: FileDescriptor, subject: String) throws(SystemError) -> Bool {
    // LOCK_NB never sleeps, so no signal can interrupt it.
    if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
    let code = errno
    if code == EWOULDBLOCK { return false }
    throw SystemError("flock", errno: code, subject: subject)
  }
}
