import CroftLinux
import CroftSystemd
import Glibc
import Logging

/// Where executors' standard output and error go.
enum ExecutorOutput: Sendable {
  /// Each line an entry of the journal.
  case journal
  /// To the manager's standard error; from other users' executors through its log, since whoever has the file itself
  /// open could truncate it, or write what looks like the manager's own lines.
  case standardError

  /// What an executor writes to, and the relay that reads it where it isn't the place itself.
  func open(
    _ key: ExecutorKey, ofOtherUser: Bool, loop: EventLoop, log: Logger
  ) throws(SystemError) -> (writing: FileDescriptor, relay: OutputRelay?) {
    switch self {
    case .journal: return (try JournalStream.open(identifier: "croft-app-\(key.application)", priority: .info), nil)
    case .standardError where !ofOtherUser: return (try Self.ownStandardError(), nil)
    case .standardError:
      let (reading, writing) = try FileDescriptor.pipe()
      let relay = try OutputRelay(reading: reading, loop: loop) { line in
        log.info("\(line)", metadata: .executor(key))
      }
      return (writing, relay)
    }
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
