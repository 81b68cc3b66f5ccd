import CSystemd
package import CroftLinux
import Glibc

/// A descriptor whose every written line becomes an entry of the journal: for the output of executors.
package enum JournalStream {
  /// - Parameters:
  ///   - identifier: What the entries show as their program (SYSLOG_IDENTIFIER).
  ///   - priority: Of every line.
  /// - Throws: ENOENT when no journal runs on this machine.
  package static func open(
    identifier: String, priority: JournalPriority
  ) throws(SystemError) -> FileDescriptor {
    // The stream has no level prefixes: what a user's program prints is never read as a priority.
    let descriptor = sd_journal_stream_fd(identifier, CInt(priority.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("sd_journal_stream_fd", errno: -descriptor, subject: identifier) }
    return FileDescriptor(adopting: descriptor)
  }
}
