import CroftLinux
import Glibc
import Synchronization

/// Prints what tasks have printed, each task's as a whole, on a thread of its own, so that a slow reader holds up
/// nothing but the printing.
///
/// A task's output is in files (``ExecutorPlace/captureFile(in:step:task:attempt:isError:)``), which are copied piece
/// by piece and removed: memory is needed for one piece, and for the numbers of the tasks that wait.
final class OutputPrinter: Sendable {
  /// Why nothing can be printed any longer.
  enum Trouble: Sendable, Equatable {
    /// The reader has left, as `head` does when it has seen enough.
    case closed
    case failed(SystemError)
  }

  /// Writes all of the bytes to standard output or standard error.
  typealias Write = @Sendable (UnsafeRawBufferPointer, CInt) throws(SystemError) -> Void

  /// As much as a pipe takes at once, so that larger pieces would save nothing.
  private static let pieceBytes = 64 << 10

  /// Nobody reads more lines about single tasks; the table of tasks (`croft tasks`) has them all.
  private static let mostLines = 100

  private let lineCount = Atomic(0)
  private let queue = BlockingQueue<EndedTask>()
  private let thread = Mutex<NamedThread?>(nil)
  private let firstTrouble = Mutex<Trouble?>(nil)

  private let directory: String?
  private let isOrdered: Bool
  private let write: Write
  private let beginLine: @Sendable () -> Void
  private let describe: @Sendable (EndedTask) -> String?
  private let stop: @Sendable () -> Void

  /// - Parameters:
  ///   - directory: where the tasks' files are; nil if what tasks print is not to be printed here.
  ///   - isOrdered: in the order of the inputs rather than as tasks end.
  ///   - write: writes all of the bytes to standard output or standard error.
  ///   - beginLine: is called before a line about a task is written, and when all is printed: what is said then is to
  ///     stand below what tasks have printed.
  ///   - describe: makes the line about a task, with its line feed; nil for none.
  ///   - stop: is called once if nothing can be printed any longer.
  init(
    directory: String?, isOrdered: Bool, write: @escaping Write, beginLine: @escaping @Sendable () -> Void = {},
    describe: @escaping @Sendable (EndedTask) -> String?, stop: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    self.directory = directory
    self.isOrdered = isOrdered
    self.write = write
    self.beginLine = beginLine
    self.describe = describe
    self.stop = stop
    let thread = try NamedThread.start(name: "output") { [self] in run() }
    self.thread.withLock { $0 = thread }
  }

  /// Takes a task that has ended; returns at once.
  func add(_ end: EndedTask) { queue.push(end) }

  /// Waits until everything is printed.
  ///
  /// - Returns: why it wasn't; nil if it was.
  func finish() -> Trouble? {
    queue.close()
    thread.withLock { $0 }?.join()
    return firstTrouble.withLock { $0 }
  }

  // MARK: - The thread

  private func run() {
    var orders: [Int: OutputOrder] = [:]
    while let end = queue.pop() {
      for due in orders[end.step, default: OutputOrder(isOrdered: isOrdered)].ended(end) { tell(due) }
    }
    for step in orders.keys.sorted() {
      for due in orders[step]?.finish() ?? [] { tell(due) }
    }
    beginLine()
  }

  private func tell(_ end: EndedTask) {
    if let directory {
      for attempt in 0..<end.attempt { remove(end, attempt, in: directory) }
      copy(end, isError: false, in: directory)
      copy(end, isError: true, in: directory)
      remove(end, end.attempt, in: directory)
    }
    guard let line = describe(end) else { return }
    let count = lineCount.add(1, ordering: .relaxed).newValue
    guard count <= Self.mostLines else {
      if count == Self.mostLines + 1 {
        put("croft: further tasks that fail aren't named; croft tasks has them all\n")
      }
      return
    }
    put(line)
  }

  private func put(_ line: String) {
    beginLine()
    // Nobody reads the line where that fails; what matters is in the exit status, too.
    Array(line.utf8).withUnsafeBytes { bytes in _ = try? write(bytes, STDERR_FILENO) }
  }

  private func copy(_ end: EndedTask, isError: Bool, in directory: String) {
    let path = ExecutorPlace.captureFile(
      in: directory, step: end.step, task: end.task, attempt: end.attempt, isError: isError)
    let target = isError ? STDERR_FILENO : STDOUT_FILENO
    // Most tasks print nothing on one of the two, and then there is no file.
    guard firstTrouble.withLock({ $0 }) == nil, let file = try? FileDescriptor.open(path, flags: O_RDONLY)
    else { return }
    withUnsafeTemporaryAllocation(byteCount: Self.pieceBytes, alignment: 1) { piece in
      do throws(SystemError) {
        while true {
          let count = try file.read(into: piece)
          if count == 0 { return }
          try write(UnsafeRawBufferPointer(rebasing: piece[..<count]), target)
        }
      } catch {
        // Without anybody to read what goes wrong, the job goes on.
        if !isError { give(up: error.errno == EPIPE ? .closed : .failed(error)) }
      }
    }
  }

  private func give(up trouble: Trouble) {
    firstTrouble.withLock { $0 = $0 ?? trouble }
    stop()
  }

  private func remove(_ end: EndedTask, _ attempt: Int, in directory: String) {
    for isError in [false, true] {
      let path = ExecutorPlace.captureFile(
        in: directory, step: end.step, task: end.task, attempt: attempt, isError: isError)
      unlink(path)
    }
  }
}
