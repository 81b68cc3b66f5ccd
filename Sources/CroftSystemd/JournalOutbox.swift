import CroftLinux
import CroftProtocol
import Glibc
import Logging
import Synchronization

/// The daemon's way to the journal: what it logs goes out at once, or, when the journal is behind with reading, from a
/// thread that waits in the daemon's place. sd_journal_send(3) would keep the daemon itself waiting: for as long as
/// users' programs print more than the journal stores, or for ever when it is stuck.
package final class JournalOutbox: Sendable {
  /// Of entries that wait. A journal that is stuck is restarted by its watchdog after three minutes; at a few hundred
  /// bytes each these are a few megabytes.
  private static let maximumWaiting = 10_000

  private struct State: ~Copyable {
    let socket: JournalSocket
    var waiting: [JournalDatagram] = []
    /// Whether the thread runs; until it has sent all, nothing may go out past it.
    var isSending = false
    var lostCount = 0
    /// Who waits for the thread to have sent all.
    var awaiting: Waker?
  }

  private let identifier: String
  private let path: String
  private let maximumWaiting: Int
  private let state: Mutex<State>

  /// - Parameter identifier: Who tells of entries that are lost.
  package init(
    identifier: String, path: String = JournalSocket.path, maximumWaiting: Int = JournalOutbox.maximumWaiting
  ) {
    self.identifier = identifier
    self.path = path
    self.maximumWaiting = maximumWaiting
    state = Mutex(State(socket: JournalSocket(isBlocking: false, path: path)))
  }

  /// Sends an entry in the journal's native form. Without a journal it is lost, as with sd_journal_send(3).
  package func send(_ entry: JournalEntry) {
    let entry = entry.datagram
    state.withLock { state in
      if state.waiting.isEmpty, !state.isSending, Self.hasGone(entry, by: state.socket) { return }
      if state.waiting.count < maximumWaiting { state.waiting.append(entry) } else { state.lostCount += 1 }
      guard !state.isSending else { return }
      // Without a thread it waits for the next entry, which tries again.
      state.isSending = (try? NamedThread.start(name: "journal") { [self] in sendWaiting() }) != nil
    }
  }

  /// - Returns: false when the journal is behind.
  private static func hasGone(_ entry: JournalDatagram, by socket: JournalSocket) -> Bool {
    do {
      try entry.bytes.withUnsafeBytes { try socket.send($0) }
    } catch let error as SystemError where error.wouldBlock || error.errno == ENOBUFS {
      return false
    } catch {}
    return true
  }

  private func sendWaiting() {
    let socket = JournalSocket(isBlocking: true, path: path)
    while true {
      let (entries, lostCount, awaiting) = state.withLock { state in
        state.isSending = !state.waiting.isEmpty || state.lostCount > 0
        let awaiting = state.isSending ? nil : exchange(&state.awaiting, with: nil)
        return (exchange(&state.waiting, with: []), exchange(&state.lostCount, with: 0), awaiting)
      }
      awaiting?.wake()
      guard !entries.isEmpty || lostCount > 0 else { return }
      for entry in entries { _ = Self.hasGone(entry, by: socket) }
      if lostCount > 0 { _ = Self.hasGone(lost(lostCount).datagram, by: socket) }
    }
  }

  /// Waits until what was sent before has gone to the journal, but no longer than that: for a process that is about to
  /// end, and its thread with it.
  package func drain(atMostMilliseconds milliseconds: UInt64) {
    guard let loop = try? EventLoop() else { return }
    let isSending = state.withLock { state in
      if state.isSending { state.awaiting = loop.waker }
      return state.isSending
    }
    if isSending { loop.runOnce(timeoutNanoseconds: milliseconds * 1_000_000) }
  }

  private func lost(_ count: Int) -> JournalEntry {
    JournalEntry(
      message: "\(count) entries are lost: the journal was too far behind with reading, going on", level: .warning,
      identifier: identifier, metadata: [:])
  }
}
