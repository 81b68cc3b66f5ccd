import CroftLinux
import CroftProtocol
import Glibc

/// Where the manager keeps what lasts. Holds the directory's lock, so that there is one manager to it.
final class StateDirectory {
  struct InUse: Error, CustomStringConvertible {
    let path: String
    var description: String {
      "another croftd uses the state directory \(path): stop it, or choose another one with --state"
    }
  }

  private let lock: FileDescriptor

  /// Makes the directory where there is none.
  init(_ path: String, mode: mode_t) throws {
    try TrustedDirectory.prepare(path, mode: mode, purpose: "state", option: "--state")
    lock = try FileDescriptor.open(path + "/lock", flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    guard try FileLock.tryExclusive(lock, subject: path) else { throw InUse(path: path) }
  }
}
