import CroftLinux
import CroftSystemd
import Glibc
import Logging

/// Where executors' and detached drivers' standard output and error go.
enum ExecutorOutput: Sendable {
  /// Each line an entry of the journal. Executors see to that themselves, since they know which task they run; the
  /// manager does it for drivers, and for what is left of an executor that ended before it was done.
  case journal
  /// To the manager's standard error; from other users' executors through its log, since whoever has the file itself
  /// open could truncate it, or write what looks like the manager's own lines.
  case standardError

  /// What a process writes to, and what reads it here where it isn't the place itself.
  func open(
    _ owner: OutputOwner, loop: EventLoop, patience: JournalPatience, log: Logger
  ) throws(SystemError) -> (writing: FileDescriptor, reader: (any OutputReader)?) {
    switch self {
    case .journal:
      let (reading, writing) = try OutputPipe.make(for: owner)
      return (writing, try Self.journalReader(reading, owner, loop: loop, patience: patience, log: log))
    case .standardError where owner.identity == nil: return (try Self.ownStandardError(), nil)
    case .standardError:
      let (reading, writing) = try FileDescriptor.pipe()
      return (writing, try Self.relay(reading, owner.role, loop: loop, log: log))
    }
  }

  /// Reads on what a process of an earlier manager prints, where that manager read it; nil where it has gone elsewhere.
  func reopen(
    _ owner: OutputOwner, of process: ProcessDescriptor, loop: EventLoop, patience: JournalPatience, log: Logger
  ) -> (any OutputReader)? {
    if case .standardError = self, owner.identity == nil { return nil }
    do {
      guard let reading = try OutputPipe.reopen(of: process.processID) else { return nil }
      guard case .journal = self else { return try Self.relay(reading, owner.role, loop: loop, log: log) }
      let reader = try Self.journalReader(reading, owner, loop: loop, patience: patience, log: log)
      reader.processID = process.processID
      return reader
    } catch {
      log.warning("what \(owner.role) prints is lost: \(error), ignoring", metadata: .of(owner.role))
      return nil
    }
  }

  private static func journalReader(
    _ reading: FileDescriptor, _ owner: OutputOwner, loop: EventLoop, patience: JournalPatience, log: Logger
  ) throws(SystemError) -> any OutputReader {
    let journal = OutputJournal(owner, log: log)
    switch owner.role {
    case .executor: return LastWords(reading, journal, patience)
    case .driver: return try JournalRelay(reading, journal, patience, loop: loop)
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
