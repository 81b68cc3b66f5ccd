import CroftLinux
import CroftProtocol
import Glibc

/// What a command's two output streams are connected to, and where what comes out of them goes.
final class CommandPipes {
  /// One end to read from, and who gets what is read.
  private struct Source {
    let pipe: FileDescriptor
    let stream: CommandStream
    let isLogged: Bool
    let file: CommandFile?
  }

  /// For the command, until it has started.
  private(set) var output: FileDescriptor?
  private(set) var errors: FileDescriptor?
  private var sources: [Source] = []
  private var files: [CommandFile] = []
  private let openLog: () -> any LineLog
  private var log: (any LineLog)?
  /// How much has come.
  private(set) var byteCount: UInt64 = 0

  /// As much as a pipe holds as a rule.
  private static let bytesPerRead = 64 << 10
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytesPerRead, alignment: 1)

  /// - Parameters:
  ///   - nothing: `/dev/null`, for what nobody wants.
  ///   - keepsStreamsApart: whether the log has to know which stream a line came from.
  init(
    _ launch: CommandLaunch, of attempt: TaskAttempt, nothing: FileDescriptor, keepsStreamsApart: Bool,
    log: @escaping () -> any LineLog
  ) throws {
    openLog = log
    output = try connect(launch.standardOutput, .output, launch, attempt, nothing)
    let isShared =
      launch.standardError == launch.standardOutput && !(keepsStreamsApart && launch.standardOutput.isLogged)
    errors = isShared ? output : try connect(launch.standardError, .errors, launch, attempt, nothing)
  }

  deinit { buffer.deallocate() }

  private func connect(
    _ wanted: CommandOutput, _ stream: CommandStream, _ launch: CommandLaunch, _ attempt: TaskAttempt,
    _ nothing: FileDescriptor
  ) throws -> FileDescriptor {
    guard wanted.isLogged || wanted.file != nil else { return nothing }
    // Both may go to one file, but not both to the log.
    let isSameFile = stream == .errors && wanted.file == launch.standardOutput.file
    let file = try wanted.file.flatMap { path in
      if isSameFile, let file = files.first { return file }
      let file = try CommandFile(PathBytes.absolute(path, in: launch.directory), wanted, of: attempt)
      files.append(file)
      return file
    }
    let (reading, writing) = try FileDescriptor.pipe()
    try reading.setNonBlocking()
    sources.append(Source(pipe: reading, stream: stream, isLogged: wanted.isLogged, file: file))
    return writing
  }

  /// The command has its ends; when all of its processes have closed them, reading ends.
  func closeOwnEnds() { (output, errors) = (nil, nil) }

  /// What to wait for beside the command's end.
  func appendInterests(to entries: inout [pollfd]) {
    for source in sources { entries.append(pollfd(fd: source.pipe.rawValue, events: Int16(POLLIN), revents: 0)) }
  }

  /// Reads once from each that was found ready.
  ///
  /// - Throws: `SystemError` when a file can't be written.
  func read(_ entries: ArraySlice<pollfd>) throws(SystemError) {
    for entry in entries where entry.revents != 0 {
      guard let place = sources.firstIndex(where: { $0.pipe.rawValue == entry.fd }) else { continue }
      if try read(sources[place]) == 0 { sources.remove(at: place) }
    }
  }

  /// Reads what is left when all of the command's processes have ended.
  func finish() throws(SystemError) {
    for source in sources { while let count = try read(source), count > 0 {} }
    sources = []
    log?.finish()
  }

  /// The command has ended: the files that are to be kept get their names.
  func commit(isSuccess: Bool) throws(SystemError) { for file in files { try file.commit(isSuccess: isSuccess) } }

  /// How many bytes came; 0 at the end, nil if there are none now.
  private func read(_ source: Source) throws(SystemError) -> Int? {
    let count: Int
    do {
      count = try source.pipe.read(into: buffer)
    } catch {
      if error.wouldBlock { return nil }
      throw error
    }
    guard count > 0 else { return 0 }
    byteCount += UInt64(count)
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    try source.file?.write(bytes)
    if source.isLogged {
      let log = log ?? openLog()
      self.log = log
      log.take(bytes, from: source.stream)
    }
    return count
  }
}
