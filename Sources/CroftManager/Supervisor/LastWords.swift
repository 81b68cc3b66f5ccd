import CroftLinux
import CroftProtocol
import Glibc

/// What is left in an executor's pipe when it has ended. While it lives, it reads what it prints itself.
///
/// It takes a line out of the pipe once the journal has it, so after a crash a line can be in the journal twice, and
/// none is missing.
final class LastWords: OutputReader {
  /// The most that a pipe of an unprivileged process holds (pipe(7), pipe-max-size): all that can be left in it.
  private static let maximumBytes = 1 << 20
  /// The last lines say why it ended. A full pipe holds about as many, and all farm waits while they are sent.
  private static let maximumLines = 1000

  private let reading: FileDescriptor
  private let journal: OutputJournal
  private let patience: JournalPatience

  init(_ reading: FileDescriptor, _ journal: OutputJournal, _ patience: JournalPatience) {
    (self.reading, self.journal, self.patience) = (reading, journal, patience)
  }

  var processID: pid_t? {
    get { journal.processID }
    set { journal.processID = newValue }
  }

  func processEnded() {
    var lines = readAll()
    let leftOut = lines.count - Self.maximumLines
    if leftOut > 0 {
      lines.removeFirst(leftOut)
      lines.insert(Array("(\(leftOut) lines are left out: the executor ended before it had sent them)".utf8), at: 0)
    }
    for line in lines {
      while !journal.send(line) {
        guard patience.wait(for: journal) else { return journal.complain("the journal is behind with reading") }
      }
    }
  }

  /// What its descendants printed while they were being ended.
  func finish() { processEnded() }

  private func readAll() -> [[UInt8]] {
    var cutter = LineCutter()
    var lines: [[UInt8]] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    defer { buffer.deallocate() }
    var left = Self.maximumBytes
    while left > 0, let count = try? reading.read(into: buffer), count > 0 {
      left -= count
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      let rest = cutter.cut(bytes) { lines.append(Array($0)) }
      cutter.append(UnsafeRawBufferPointer(rebasing: bytes.suffix(rest))) { lines.append(Array($0)) }
    }
    cutter.finish { lines.append(Array($0)) }
    return lines
  }
}
