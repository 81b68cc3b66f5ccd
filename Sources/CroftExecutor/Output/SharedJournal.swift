import CroftProtocol
import Synchronization

/// The journal, for several threads that send to it. None of them waits with the lock.
final class SharedJournal: Sendable {
  private let writer: Mutex<JournalWriter>

  /// - Parameter writer: with a socket that doesn't block.
  init(_ writer: sending JournalWriter) { self.writer = Mutex(writer) }

  /// Sends an entry, and waits for a journal that is slow or away.
  ///
  /// - Parameters:
  ///   - waitsOn: asked at least ten times a second while it waits; where it says no, the entry is lost.
  ///   - report: makes the entry that tells of lost ones, from their number and the reason.
  func send(_ entry: JournalDatagram, _ waitsOn: WaitsOn, report: @Sendable (Int, String) -> JournalDatagram) {
    var delay = JournalWriter.Delay()
    while let hindrance = writer.withLock({ $0.trySending(entry, report: report) }) {
      guard waitsOn() else { return writer.withLock { $0.lose(because: "its command's time was over") } }
      delay.wait(because: hindrance)
    }
  }
}
