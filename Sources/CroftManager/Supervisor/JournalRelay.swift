import CroftLinux
import CroftProtocol
import Glibc

/// Reads all that a driver prints, and sends it to the journal.
///
/// One that prints faster than the manager wants to read, or than the journal does, is slowed down by its full pipe:
/// nothing is lost.
final class JournalRelay: OutputReader {
  /// Of one turn, so that a driver that prints without end takes turns with everybody else: at most some thousand
  /// lines, and a few milliseconds.
  private static let bytesPerTurn = 4096
  /// What one driver may take of the manager's time: at most about a twentieth, at some microseconds a line.
  private static let linesPerWindow = 1000
  private static let windowNanoseconds: UInt64 = 100_000_000
  /// Before the next try when the journal is behind.
  private static let pauseNanoseconds: UInt64 = 10_000_000
  /// All that can be left at the end: pipe(7), pipe-max-size.
  private static let maximumLeftOver = 1 << 20
  /// How long the farm may be held up by what is left, at the end of one driver.
  private static let lastTurnNanoseconds: UInt64 = 200_000_000

  private let reading: FileDescriptor
  private let journal: OutputJournal
  private let patience: JournalPatience
  private let loop: EventLoop
  private var cutter = LineCutter()
  /// Lines of one turn that the journal hasn't taken yet.
  private var waiting: [[UInt8]] = []
  private var windowEnd: UInt64 = 0
  private var linesInWindow = 0
  private var timer: TimerToken?

  init(
    _ reading: FileDescriptor, _ journal: OutputJournal, _ patience: JournalPatience, loop: EventLoop
  ) throws(SystemError) {
    (self.reading, self.journal, self.patience, self.loop) = (reading, journal, patience, loop)
    try loop.watch(reading.rawValue, for: .readable) { [unowned self] readiness in
      if timer == nil { turn() }
      // Nobody will print any more, and that would be told again and again.
      if !readiness.contains(.readable) { loop.unwatch(self.reading.rawValue) }
    }
  }

  var processID: pid_t? {
    get { journal.processID }
    set { journal.processID = newValue }
  }

  private func turn() {
    let now = MonotonicTime.nowNanoseconds
    if now >= windowEnd {
      windowEnd = now + Self.windowNanoseconds
      linesInWindow = 0
    }
    _ = readSome()
    sendWaiting()
    if !waiting.isEmpty {
      pause(until: now + Self.pauseNanoseconds)
    } else if linesInWindow > Self.linesPerWindow {
      pause(until: windowEnd)
    }
  }

  private func pause(until time: UInt64) {
    // Where that fails, it only comes back at once.
    try? loop.setInterest(reading.rawValue, [])
    timer = loop.addTimer(at: time) { [unowned self] in
      timer = nil
      try? loop.setInterest(reading.rawValue, .readable)
      turn()
    }
  }

  private func sendWaiting() {
    let sent = waiting.prefix { journal.send($0) }.count
    waiting.removeFirst(sent)
  }

  /// - Returns: Whether there was something, which is among what waits now.
  private func readSome() -> Bool {
    guard waiting.isEmpty else { return false }
    return withUnsafeTemporaryAllocation(byteCount: Self.bytesPerTurn, alignment: 1) { buffer in
      guard let count = try? reading.read(into: buffer), count > 0 else { return false }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      let rest = cutter.cut(bytes) { waiting.append(Array($0)) }
      cutter.append(UnsafeRawBufferPointer(rebasing: bytes.suffix(rest))) { waiting.append(Array($0)) }
      linesInWindow += waiting.count
      return true
    }
  }

  func processEnded() {
    let deadline = MonotonicTime.nowNanoseconds + Self.lastTurnNanoseconds
    var left = Self.maximumLeftOver
    repeat {
      sendWaiting()
      if waiting.isEmpty { left -= Self.bytesPerTurn } else if !patience.wait(for: journal) { break }
      guard MonotonicTime.nowNanoseconds < deadline, left > 0 else { break }
    } while !waiting.isEmpty || readSome()
    cutter.finish { waiting.append(Array($0)) }
    sendWaiting()
  }

  func finish() {
    loop.unwatch(reading.rawValue)
    if let timer { loop.cancelTimer(timer) }
    processEnded()
    if !waiting.isEmpty { journal.complain("the journal is behind with reading") }
  }
}
