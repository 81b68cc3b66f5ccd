import CroftLinux
import CroftProtocol
import Glibc

/// Sends entries to the journal, and waits for a journal that is slow or away.
///
/// It waits for a slow one as long as it takes: who prints is slowed down, and nothing is lost. One that is away comes
/// back, as a rule; when it doesn't within the time, entries are dropped and counted.
struct JournalWriter {
  /// Between tries: a restarted journal is back within milliseconds, one that starts anew after a second or two.
  private static let firstDelayMicroseconds: UInt32 = 1_000
  private static let longestDelayMicroseconds: UInt32 = 256_000
  /// How long one that is away is waited for. Tasks that print wait, too.
  private static let patienceNanoseconds: UInt64 = 10_000_000_000
  /// How often one that hasn't come back is looked for.
  private static let quietNanoseconds: UInt64 = 1_000_000_000

  private let socket: JournalSocket
  private let patienceNanoseconds: UInt64
  /// When to look again for a journal that has been given up.
  private var nextTry: UInt64?
  private(set) var lostCount = 0
  private(set) var lostReason = ""

  init(_ socket: JournalSocket, patienceNanoseconds: UInt64 = JournalWriter.patienceNanoseconds) {
    self.socket = socket
    self.patienceNanoseconds = patienceNanoseconds
  }

  /// - Parameter report: makes the entry that tells of lost ones, from their number and the reason.
  mutating func send(_ entry: JournalDatagram, report: (Int, String) -> JournalDatagram) {
    if let nextTry, MonotonicTime.nowNanoseconds < nextTry { return lostCount += 1 }
    do {
      if lostCount > 0 {
        try sendPatiently(report(lostCount, lostReason))
        lostCount = 0
      }
      try sendPatiently(entry)
    } catch {
      lostCount += 1
      lostReason = "\(error)"
    }
  }

  private mutating func sendPatiently(_ entry: JournalDatagram) throws {
    let deadline = MonotonicTime.nowNanoseconds + (nextTry == nil ? patienceNanoseconds : 0)
    var delay = Self.firstDelayMicroseconds
    while true {
      do {
        try entry.bytes.withUnsafeBytes { try socket.send($0) }
        return nextTry = nil
      } catch let error as SystemError where error.errno == EMSGSIZE {
        throw error
      } catch {
        let now = MonotonicTime.nowNanoseconds
        guard now < deadline else {
          nextTry = now + Self.quietNanoseconds
          throw error
        }
        usleep(delay)
        delay = min(2 * delay, Self.longestDelayMicroseconds)
      }
    }
  }
}
