import CroftLinux
import Glibc
import Logging

/// Where a daemon's log goes.
package enum LogDestination: Sendable, Equatable {
  case journal
  case standardError

  /// The journal when standard error is connected to it, as systemd does for services, else standard error.
  package static func detect(
    journalStream: String? = Environment.value("JOURNAL_STREAM"), standardError: CInt = STDERR_FILENO
  ) -> LogDestination {
    var status = stat()
    guard let journalStream, fstat(standardError, &status) == 0 else { return .standardError }
    // systemd.exec(5): the device and inode of the stream, so that a redirected standard error is told apart.
    return journalStream == "\(status.st_dev):\(status.st_ino)" ? .journal : .standardError
  }

  /// Sends everything that this process logs there. Call once, before the first logger is made.
  ///
  /// - Returns: What is to be drained before the process ends; nil where entries are written at once.
  package func bootstrap(identifier: String, threshold: LogThreshold) -> JournalOutbox? {
    let outbox = JournalOutbox(identifier: identifier)
    LoggingSystem.bootstrap { _ in
      switch self {
      case .journal: JournalLogHandler(identifier: identifier, threshold: threshold, outbox: outbox)
      case .standardError: StandardErrorLogHandler(threshold: threshold)
      }
    }
    return self == .journal ? outbox : nil
  }
}
