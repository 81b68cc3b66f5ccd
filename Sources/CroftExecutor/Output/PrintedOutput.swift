import CroftLinux
import CroftProtocol
@preconcurrency import Glibc  // For `stdout`, whose own lock protects it.
import Synchronization

/// What this process prints, on its way to the journal: each line an entry that names the attempts which ran when it
/// was printed. With one slot that is exactly the one that printed it.
///
/// Standard output and error are a pipe that the manager made, open for reading, too. A thread reads it, and before an
/// attempt's result is told, its slot sees to it that everything it has printed has been read. Lines are taken out of
/// the pipe when the journal has them: after a crash, the manager reads what is left.
package final class PrintedOutput: Sendable {
  /// No write to a pipe is done in less, on any machine of today: an attempt that took less has printed nothing, and
  /// is spared the system call that asks.
  private static let shortestWriteNanoseconds: UInt64 = 300
  /// The most that a pipe of an unprivileged process holds (pipe(7)): all that can be left at the end.
  private static let maximumLeftOver = 1 << 20
  /// As much as a pipe holds as a rule: one look sees all.
  private static let bytesPerLook = 64 << 10

  /// What is under the lock: whoever has it reads, and waits for the journal.
  private struct Reader: ~Copyable {
    var cutter = LineCutter()
    /// What ran when the beginning of the unfinished line was seen.
    var carried: Set<TaskAttempt> = []
    var entries: OutputEntries
    var journal: JournalWriter
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytesPerLook, alignment: 1)

    deinit { buffer.deallocate() }
  }

  private let pipe: PeekedPipe
  private let running: [RunningAttempt]
  private let reader: Mutex<Reader>
  /// Where what commands print goes, which never comes by this process's own output.
  let commandLog: CommandLog
  /// Whether the reader holds the beginning of a line that isn't in the pipe any more.
  private let isWithinLine = Atomic(false)

  init(
    _ pipe: PeekedPipe, slots: Int, entries: OutputEntries, socketPath: String = JournalSocket.path
  ) {
    self.pipe = pipe
    commandLog = .journal(
      application: entries.application, executor: entries.executor,
      SharedJournal(JournalWriter(JournalSocket(isBlocking: false, path: socketPath))))
    running = (0..<slots).map { _ in RunningAttempt() }
    reader = Mutex(
      Reader(entries: entries, journal: JournalWriter(JournalSocket(isBlocking: true, path: socketPath))))
  }

  /// Reads what this process, an executor, prints from now on.
  static func start(slots: Int) throws(SystemError) -> PrintedOutput {
    let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "executor"
    let entries = OutputEntries(
      // A name is as long as its user likes; a file's is bounded so.
      program: String(program.prefix(255)), application: Environment.value("CROFT_APPLICATION") ?? "",
      executor: Environment.value("CROFT_EXECUTOR") ?? "")
    let pipe = try PeekedPipe(FileDescriptor(duplicating: STDOUT_FILENO))
    let output = PrintedOutput(pipe, slots: slots, entries: entries)
    try output.read()
    return output
  }

  /// On a thread of its own, which ends with the process.
  private func read() throws(SystemError) {
    _ = try NamedThread.start(name: "output") { [self] in
      while true {
        pipe.wait()
        reader.withLock { readAll(&$0) }
      }
    }
  }

  // MARK: - Attempts

  /// From now on the slot runs this attempt.
  func begin(_ attempt: TaskAttempt, onSlot slot: Int) { running[slot].set(attempt) }

  /// The slot has nothing to run.
  func rest(slot: Int) { running[slot].set(nil) }

  /// The slot's attempt is over: waits until the journal has what it printed.
  ///
  /// - Parameter nanoseconds: How long it ran. Costs a system call when that was long enough to print, and it did not.
  func end(onSlot slot: Int, after nanoseconds: UInt64) {
    // Without a line's end it would go out with the next attempt's. A look at what another thread changes is good
    // enough: what this thread has printed, it sees.
    if stdout.pointee._IO_write_ptr != stdout.pointee._IO_write_base {
      fflush(stdout)
    } else if nanoseconds < Self.shortestWriteNanoseconds {
      return
    }
    guard isWithinLine.load(ordering: .acquiring) || !pipe.isEmpty else { return }
    reader.withLock { reader in
      readAll(&reader)
      // Where others run, the line may be theirs, and go on.
      if running.indices.allSatisfy({ $0 == slot || running[$0].value == nil }) { finishLine(&reader) }
    }
  }

  /// The slot's attempt has failed: tells the journal why, after what it printed.
  func end(onSlot slot: Int, with failure: TaskFailure, of attempt: TaskAttempt) {
    end(onSlot: slot, after: .max)
    // What was stopped because nobody wants it any more is no news.
    guard failure.kind != .cancelled else { return }
    reader.withLock { reader in
      let entry = reader.entries.failure(failure, of: attempt)
      send(entry, &reader)
    }
  }

  /// Hands on what is left, at the end of the process.
  func finish() {
    reader.withLock { reader in
      readAll(&reader)
      finishLine(&reader)
    }
  }

  // MARK: - Reading

  private var runningNow: Set<TaskAttempt> { Set(running.compactMap(\.value)) }

  /// Reads until the pipe is empty, but for the beginning of a line.
  private func readAll(_ reader: inout Reader) {
    var left = Self.maximumLeftOver
    while left > 0, let count = readSome(&reader), count > 0 { left -= count }
    isWithinLine.store(!reader.cutter.unfinished.isEmpty, ordering: .releasing)
  }

  /// - Returns: How many bytes have been dealt with; nil when nothing can be read.
  private func readSome(_ reader: inout Reader) -> Int? {
    // One that starts and prints between the look at what runs and the look into the pipe is in the second set.
    let before = runningNow
    guard let count = try? pipe.peek(into: reader.buffer), count > 0 else { return nil }
    let attempts = before.union(runningNow)
    let bytes = UnsafeRawBufferPointer(rebasing: reader.buffer[..<count])
    reader.carried.formUnion(attempts)
    var cutter = exchange(&reader.cutter, with: LineCutter())
    var rest = cutter.cut(bytes) { line in
      sendLine(line, &reader)
      reader.carried = attempts
    }
    if rest > 0, rest > pipe.spareBytes || !cutter.unfinished.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: bytes.suffix(rest))
      cutter.append(part) { line in sendLine(line, &reader) }
      rest = 0
    }
    reader.cutter = cutter
    if rest == 0, reader.cutter.unfinished.isEmpty { reader.carried = [] }
    if count > rest { try? pipe.discard(count - rest) }
    return count - rest
  }

  /// Ends the line that was begun, wherever its beginning is.
  private func finishLine(_ reader: inout Reader) {
    var cutter = exchange(&reader.cutter, with: LineCutter())
    let count = (try? pipe.peek(into: reader.buffer)) ?? 0
    // What has come since the last look may hold lines; the thread deals with those.
    let bytes = UnsafeRawBufferPointer(rebasing: reader.buffer[..<count])
    if !bytes.contains(UInt8(ascii: "\n")) {
      cutter.append(bytes) { line in sendLine(line, &reader) }
      cutter.finish { line in sendLine(line, &reader) }
      try? pipe.discard(count)
      reader.carried = []
    }
    reader.cutter = cutter
    isWithinLine.store(!cutter.unfinished.isEmpty, ordering: .releasing)
  }

  private func sendLine(_ line: UnsafeRawBufferPointer, _ reader: inout Reader) {
    let entry = reader.entries.line(line, of: reader.carried)
    send(entry, &reader)
  }

  private func send(_ entry: JournalDatagram, _ reader: inout Reader) {
    let entries = reader.entries
    reader.journal.send(entry) { entries.lost($0, because: $1) }
  }
}
