import CroftLinux
import CroftSystemd
import Glibc
import Logging

/// Where executors' and detached drivers' standard output and error go.
enum ExecutorOutput: Sendable {
  /// Each line an entry of the journal.
  case journal
  /// To the manager's standard error; from other users' executors through its log, since whoever has the file itself
  /// open could truncate it, or write what looks like the manager's own lines.
  case standardError

  /// What a process writes to, and the relay that reads it where it isn't the place itself.
  func open(
    _ role: SupervisedRole, ofOtherUser: Bool, loop: EventLoop, log: Logger
  ) throws(SystemError) -> (writing: FileDescriptor, relay: OutputRelay?) {
    switch self {
    case .journal: return (try JournalStream.open(identifier: "croft-app-\(role.application)", priority: .info), nil)
    case .standardError where !ofOtherUser: return (try Self.ownStandardError(), nil)
    case .standardError:
      let (reading, writing) = try FileDescriptor.pipe()
      return (writing, try Self.relay(reading, role, loop: loop, log: log))
    }
  }

  /// Reads on what a process of an earlier manager prints, where that manager read it; nil where it has gone elsewhere.
  func reopen(
    _ role: SupervisedRole, of process: ProcessDescriptor, ofOtherUser: Bool, loop: EventLoop, log: Logger
  ) -> OutputRelay? {
    guard case .standardError = self, ofOtherUser else { return nil }
    do {
      let place = "/proc/\(process.processID)/fd/\(STDOUT_FILENO)"
      // The process may have put anything there since, such as a file that never opens: it is held without
      // being opened, and only a pipe is opened.
      let held = try FileDescriptor.hold(place)
      guard try FileSystem.linkTarget("/proc/self/fd/\(held.rawValue)").hasPrefix("pipe:[") else { return nil }
      let reading = try FileDescriptor.open("/proc/self/fd/\(held.rawValue)", flags: O_RDONLY | O_NONBLOCK)
      return try Self.relay(reading, role, loop: loop, log: log)
    } catch {
      log.warning("what \(role) prints is lost: \(error), ignoring", metadata: .of(role))
      return nil
    }
  }

  private static func relay(
    _ reading: FileDescriptor, _ role: SupervisedRole, loop: EventLoop, log: Logger
  ) throws(SystemError) -> OutputRelay {
    try OutputRelay(reading: reading, loop: loop) { line in log.info("\(line)", metadata: .of(role)) }
  }

  private static func ownStandardError() throws(SystemError) -> FileDescriptor {
    var status = stat()
    // A file is opened anew, so that all writers append, whatever one of them does to its own position.
    if fstat(STDERR_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = try? FileDescriptor.open("/proc/self/fd/\(STDERR_FILENO)", flags: O_WRONLY | O_APPEND)
    {
      return file
    }
    return try FileDescriptor(duplicating: STDERR_FILENO)
  }
}
