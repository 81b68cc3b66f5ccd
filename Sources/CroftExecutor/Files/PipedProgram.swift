import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// A program that a task runs, with a pipe at each of its three standard streams.
///
/// One thread writes and reads: whenever the program does not take what is written, what it prints is read meanwhile.
final class PipedProgram: PipedProcess {
  private let tree: CommandTree
  private let commands: CommandRunner
  private var input: FileDescriptor?
  private var output: FileDescriptor?
  private var errors: FileDescriptor?
  private var lastErrors = LastOutput()
  private let ownErrors = try? FileDescriptor(duplicating: STDERR_FILENO)
  private var hasEnded = false
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
  private let checkCancellation: () throws -> Void

  /// How long to wait for the program before asking whether the task still counts: nothing else would wake the thread.
  private static let patienceMilliseconds: CInt = 100

  /// Starts a program with the pipes for its streams, of which this side's ends make no call wait.
  ///
  /// - Parameters:
  ///   - command: the program, found through `PATH` if it is no path, and its arguments.
  ///   - environment: beside this process' own.
  ///   - commands: ends it with the executor.
  ///   - checkCancellation: throws when the task is to end.
  /// - Throws: `CommandError` when there is no such program; `SystemError` or `SpawnError` when there is no process to
  ///   be had.
  init(
    _ command: [String], environment: [String: String], among commands: CommandRunner,
    checkCancellation: @escaping () throws -> Void
  ) throws {
    let (input, output, errors) = try (FileDescriptor.pipe(), FileDescriptor.pipe(), FileDescriptor.pipe())
    for end in [input.writing, output.reading, errors.reading] { try end.setNonBlocking() }
    let variables = Environment.dictionary.merging(environment) { $1 }
    tree = try commands.start(
      CommandLaunch(command, environment: variables, directory: "."), input: input.reading, output: output.writing,
      errors: errors.writing)
    (self.input, self.output, self.errors) = (input.writing, output.reading, errors.reading)
    self.commands = commands
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
    while self.output != nil || !tree.process.waitUntilEnded(untilNanoseconds: 0) { try turn(output) }
    // A child of the program may keep standard error open: what the program itself wrote is there by now.
    try readErrors()
    hasEnded = true
    let status =
      switch try commands.end(tree).exit {
      case .exited(let code): Int(code)
      case .signalled(let signal, _): 128 + Int(signal)
      }
    return PipedProcessEnd(status: status, standardError: lastErrors.text)
  }

  func stop() {
    guard !hasEnded else { return }
    hasEnded = true
    _ = try? commands.end(tree)
  }

  // MARK: Waiting

  /// Waits until there is something to do, for a while, and reads what there is.
  private func turn(_ output: (UnsafeRawBufferPointer) throws -> Void) throws {
    try checkCancellation()
    // The end of a program that keeps its output open shows there.
    let processEvents = self.output == nil ? POLLIN : 0
    let ready = Self.wait(
      for: [(input, POLLOUT), (self.output, POLLIN), (errors, POLLIN), (tree.process.descriptor, processEvents)],
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
