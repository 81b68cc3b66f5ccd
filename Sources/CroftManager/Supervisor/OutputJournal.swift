import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// Sends the journal what a process of ours printed, in the process's and its user's name: so its user can read it, as
/// everything else of theirs. It never waits.
final class OutputJournal {
  private let socket: JournalSocket
  private let owner: OutputOwner
  private let log: Logger
  private let common: JournalDatagram
  private var hasComplained = false
  var processID: pid_t?

  init(_ owner: OutputOwner, log: Logger, socketPath: String = JournalSocket.path) {
    socket = JournalSocket(isBlocking: false, path: socketPath)
    self.owner = owner
    self.log = log
    var common = JournalDatagram()
    let name = owner.program.split(separator: "/").last ?? "application"
    // As long as a file's name can be.
    common.append(.identifier, String(name.prefix(255)))
    common.append(.application, owner.role.application.rawValue)
    if case .executor(let key) = owner.role { common.append(.executor, key.executor.rawValue) }
    common.append(.info)
    self.common = common
  }

  /// - Returns: Whether the journal has the line, or never will; false when it is behind with reading.
  func send(_ line: [UInt8]) -> Bool {
    var entry = common
    entry.append(.message, line)
    do {
      try entry.bytes.withUnsafeBytes { try socket.send($0, from: sender) }
    } catch let error as SystemError where error.wouldBlock || error.errno == ENOBUFS {
      return false
    } catch {
      complain("\(error)")
    }
    return true
  }

  /// Tells, once, that lines are lost.
  func complain(_ reason: String) {
    guard !hasComplained else { return }
    hasComplained = true
    log.warning("some of what \(owner.role) printed is lost: \(reason), ignoring", metadata: .of(owner.role))
  }

  /// Waits until the journal takes more, at most so long.
  func waitForRoom(milliseconds: CInt) { socket.waitForRoom(milliseconds: milliseconds) }

  private var sender: JournalSocket.Sender {
    JournalSocket.Sender(
      processID: processID ?? getpid(), userID: owner.identity?.userID ?? getuid(),
      groupID: owner.identity?.groupID ?? getgid())
  }
}
