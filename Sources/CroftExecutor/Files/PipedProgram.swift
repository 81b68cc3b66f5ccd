import CroftDataset
import CroftLinux
import Glibc

/// A program that a task runs, with a pipe at each of its three standard streams.
///
/// One thread writes and reads: whenever the program does not take what is written, what it prints is read meanwhile.
final class PipedProgram: PipedProcess {
  private let process: ProcessDescriptor
  private var input: FileDescriptor?
  private var output: FileDescriptor?
  private var errors: FileDescriptor?
  private var lastErrors = LastOutput()
  private let ownErrors = try? FileDescriptor(duplicating: STDERR_FILENO)
  private var isReaped = false
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
  private let checkCancellation: () throws -> Void

  /// How long to wait for the program before asking whether the task still counts: nothing else would wake the thread.
  private static let patienceMilliseconds: CInt = 100

  /// - Parameters:
  ///   - command: the program, found through `PATH` if it is no path, and its arguments.
  ///   - environment: beside this process' own.
  ///   - checkCancellation: throws when the task is to end.
  /// - Throws: `SystemError` when there is no such program or no process to be had.
  init(
    _ command: [String], environment: [String: String], checkCancellation: @escaping () throws -> Void
  ) throws {
    let started = try ProgramStart.start(command, environment: environment)
    (process, input, output, errors) = (started.process, started.input, started.output, started.errors)
    self.checkCancellation = checkCancellation
  }

  deinit { buffer.deallocate() }

  func write(_ bytes: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    var written = 0
    while written < bytes.count {
      guard let input else { return false }
      if let count = try Self.write(UnsafeRawBufferPointer(rebasing: bytes[written...]), to: input) {
        written += count
        if count == 0 { self.input = nil }
      } else {
        try turn(output)
      }
    }
    return true
  }

  /// How many bytes could be written: 0 when nobody reads them any more, nil when none can be for now.
  private static func write(_ bytes: UnsafeRawBufferPointer, to input: FileDescriptor) throws(SystemError) -> Int? {
    do {
      return try input.writeUnsignalled(bytes)
    } catch {
      if error.wouldBlock { return nil }
      if error.errno == EPIPE { return 0 }
      throw error
    }
  }

  func finish(_ output: (UnsafeRawBufferPointer) throws -> Void) throws -> PipedProcessEnd {
    input = nil
    while self.output != nil || !hasEnded() { try turn(output) }
    // A child of the program may keep standard error open: what the program itself wrote is there by now.
    try readErrors()
    let status: Int
    switch try process.waitForExit(blocking: true) {
    case .exited(let code): status = Int(code)
    case .signalled(let signal, _): status = 128 + Int(signal)
    case nil: preconditionFailure("a wait that blocks has a result")
    }
    isReaped = true
    return PipedProcessEnd(status: status, standardError: lastErrors.text)
  }

  func stop() {
    guard !isReaped else { return }
    // Its number is not given away before it is reaped; it leads a process group of that number.
    kill(-process.processID, SIGKILL)
    _ = try? process.waitForExit(blocking: true)
    isReaped = true
  }

  // MARK: Waiting

  private func hasEnded() -> Bool { Self.wait(for: [(process.descriptor, POLLIN)], milliseconds: 0)[0] }

  /// Waits until there is something to do, for a while, and reads what there is.
  private func turn(_ output: (UnsafeRawBufferPointer) throws -> Void) throws {
    try checkCancellation()
    // The end of a program that keeps its output open shows there.
    let processEvents = self.output == nil ? POLLIN : 0
    let ready = Self.wait(
      for: [(input, POLLOUT), (self.output, POLLIN), (errors, POLLIN), (process.descriptor, processEvents)],
      milliseconds: Self.patienceMilliseconds)
    if ready[1] { try readOutput(output) }
    if ready[2] { try readErrors() }
  }

  /// Which of some descriptors have what was asked for, or an end. None of those that are nil.
  private static func wait(for wanted: [(FileDescriptor?, Int32)], milliseconds: CInt) -> [Bool] {
    var entries = wanted.map { descriptor, events in
      pollfd(fd: events == 0 ? -1 : descriptor?.rawValue ?? -1, events: Int16(events), revents: 0)
    }
    // An interrupted wait only makes the caller look once more.
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return wanted.map { _ in false } }
    return entries.map { $0.revents != 0 }
  }

  // MARK: Reading

  private func readOutput(_ output: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let count = try read(self.output) else { return }
    if count == 0 { self.output = nil }
    try output(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  /// Reads what is there of standard error, and passes it on to this process' own, where the user looks for it.
  private func readErrors() throws {
    while let count = try read(errors) {
      guard count > 0 else { return errors = nil }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      lastErrors.append(bytes)
      // There is nobody to tell when it can't be written.
      _ = try? ownErrors?.writeUnsignalled(bytes)
    }
  }

  /// How many bytes have been read into the buffer; nil if there are none now.
  private func read(_ descriptor: FileDescriptor?) throws(SystemError) -> Int? {
    do {
      return try descriptor?.read(into: buffer)
    } catch {
      if error.wouldBlock { return nil }
      throw error
    }
  }
}

/// The end of what a program writes.
private struct LastOutput {
  private var bytes: [UInt8] = []

  /// A screenful: enough for the reason, and a failure's text is bounded.
  private static let maximumBytes = 4 << 10

  mutating func append(_ more: UnsafeRawBufferPointer) {
    bytes += more.suffix(Self.maximumBytes)
    bytes.removeFirst(max(0, bytes.count - Self.maximumBytes))
  }

  /// Without the line end.
  var text: String {
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
