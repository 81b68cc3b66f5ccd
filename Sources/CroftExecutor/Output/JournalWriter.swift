import CroftLinux
import CroftProtocol
import Glibc

/// Sends entries to the journal, and waits for a journal that is slow or away.
///
/// It waits for a slow one as long as it takes: who prints is slowed down, and nothing is lost. One that is away comes
/// back, as a rule; when it doesn't within the time, entries are dropped and counted.
struct JournalWriter {
  /// Why an entry can't go now.
  enum Hindrance {
    /// The journal doesn't take more from this socket.
    case isBehind(FileDescriptor)
    case isAway
  }

  /// How long one that is away is waited for. Tasks that print wait, too.
  private static let patienceNanoseconds: UInt64 = 10_000_000_000
  /// How often one that hasn't come back is looked for.
  private static let quietNanoseconds: UInt64 = 1_000_000_000

  private let socket: JournalSocket
  private let patienceNanoseconds: UInt64
  /// When to give up a journal that is away; nil while it is there.
  private var giveUp: UInt64?
  /// When to look again for a journal that has been given up.
  private var nextTry: UInt64?
  private(set) var lostCount = 0
  private(set) var lostReason = ""

  init(_ socket: JournalSocket, patienceNanoseconds: UInt64 = JournalWriter.patienceNanoseconds) {
    self.socket = socket
    self.patienceNanoseconds = patienceNanoseconds
  }

  /// Sends an entry, and waits as long as that takes.
  ///
  /// - Parameter report: makes the entry that tells of lost ones, from their number and the reason.
  mutating func send(_ entry: JournalDatagram, report: @Sendable (Int, String) -> JournalDatagram) {
    var delay = Delay()
    while let hindrance = trySending(entry, report: report) { delay.wait(because: hindrance) }
  }

  /// Sends an entry, and waits at most for the socket, if that blocks.
  ///
  /// - Returns: what to wait for before it is tried again; nil when the entry has gone, or is lost.
  mutating func trySending(_ entry: JournalDatagram, report: @Sendable (Int, String) -> JournalDatagram) -> Hindrance? {
    if let nextTry, MonotonicTime.nowNanoseconds < nextTry {
      lostCount += 1
      return nil
    }
    do throws(SystemError) {
      if lostCount > 0 {
        try send(report(lostCount, lostReason))
        lostCount = 0
      }
      try send(entry)
      return nil
    } catch {
      if error.wouldBlock, let socket = socket.socket { return .isBehind(socket) }
      if error.errno != EMSGSIZE, isWorthWaiting() { return .isAway }
      lose(because: "\(error)")
      return nil
    }
  }

  mutating func lose(because reason: String) {
    lostCount += 1
    lostReason = reason
  }

  private mutating func send(_ entry: JournalDatagram) throws(SystemError) {
    let outcome = entry.bytes.withUnsafeBytes { bytes in
      Result { () throws(SystemError) in try socket.send(bytes) }
    }
    try outcome.get()
    (giveUp, nextTry) = (nil, nil)
  }

  /// Whether a journal that is away may come back in time. Once given up, it isn't waited for again until it is back.
  private mutating func isWorthWaiting() -> Bool {
    let now = MonotonicTime.nowNanoseconds
    let end = giveUp ?? now + (nextTry == nil ? patienceNanoseconds : 0)
    giveUp = end
    if now < end { return true }
    (giveUp, nextTry) = (nil, now + Self.quietNanoseconds)
    return false
  }
}

extension JournalWriter {
  /// How long to wait between two tries: a restarted journal is back within milliseconds, one that starts anew after a
  /// second or two.
  struct Delay {
    private static let longestMicroseconds: UInt32 = 100_000
    private var microseconds: UInt32 = 1_000

    init() {}

    /// For a tenth of a second at most.
    mutating func wait(because hindrance: Hindrance) {
      switch hindrance {
      case .isBehind(let socket): _ = AttemptTerm.wait(for: socket, POLLOUT)
      case .isAway:
        usleep(microseconds)
        microseconds = min(2 * microseconds, Self.longestMicroseconds)
      }
    }
  }
}
