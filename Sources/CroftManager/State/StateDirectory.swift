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

  /// A process that a killed manager was just making holds its lock for a moment, with all its other descriptors.
  /// Closing them is the first thing that process does, but a busy machine may let it wait: for a second at most.
  private static let tries = 200
  private static let pauseMilliseconds: CInt = 5

  private let lock: FileDescriptor

  /// Makes the directory where there is none.
  ///
  /// - Parameter pause: Lets some time go by until the lock is tried again. The kernel tells nobody when it is free.
  init(
    _ path: String, mode: mode_t, pause: () -> Void = { poll(nil, 0, StateDirectory.pauseMilliseconds) }
  ) throws {
    try TrustedDirectory.prepare(path, mode: mode, purpose: "state", option: "--state")
    lock = try FileDescriptor.open(path + "/lock", flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    var triesLeft = Self.tries
    while try !FileLock.tryExclusive(lock, subject: path) {
      guard triesLeft > 0 else { throw InUse(path: path) }
      triesLeft -= 1
      pause()
    }
  }
}
