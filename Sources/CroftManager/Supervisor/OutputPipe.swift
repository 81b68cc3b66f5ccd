import CroftLinux
import Glibc

/// The pipe that a process prints into when its output goes to the journal.
enum OutputPipe {
  /// fcntl(2): F_SETPIPE_SZ, which doesn't come to Swift.
  private static let setSize: CInt = 1031
  /// So much a driver can print while no manager runs, before it waits for the next one: the most that the kernel
  /// gives to a manager without privileges (pipe(7), pipe-max-size).
  private static let driverBytes: CInt = 1 << 20

  /// - Returns: An end for the manager, and one for the process that is open for reading, too: executors read
  ///   from it themselves, and nobody gets a SIGPIPE while there is no manager.
  static func make(for owner: OutputOwner) throws(SystemError) -> (reading: FileDescriptor, writing: FileDescriptor) {
    let (reading, writing) = try FileDescriptor.pipe()
    let both = try FileDescriptor.open("/proc/self/fd/\(writing.rawValue)", flags: O_RDWR)
    if let identity = owner.identity {
      // For programs that open /dev/stdout or /dev/stderr. Where that is refused, only they notice.
      fchown(both.rawValue, identity.userID, identity.groupID)
    }
    // A smaller one only makes a driver wait earlier.
    if case .driver = owner.role { _ = fcntl(both.rawValue, setSize, driverBytes) }
    try reading.setNonBlocking()
    return (reading, both)
  }

  /// The reading end of what a process of an earlier manager prints into; nil when that is no pipe.
  static func reopen(of processID: pid_t) throws(SystemError) -> FileDescriptor? {
    // The process may have put anything there since, such as a file that never opens: it is held without
    // being opened, and only a pipe is opened.
    let held = try FileDescriptor.hold("/proc/\(processID)/fd/\(STDOUT_FILENO)")
    guard try FileSystem.linkTarget("/proc/self/fd/\(held.rawValue)").hasPrefix("pipe:[") else { return nil }
    return try FileDescriptor.open("/proc/self/fd/\(held.rawValue)", flags: O_RDONLY | O_NONBLOCK)
  }
}
