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
  /// Why a file couldn't be written, the first time.
  private var failure: (any Error)?
  /// How much has come.
  private(set) var byteCount: UInt64 = 0

  /// As much as a pipe holds as a rule.
  private static let bytesPerRead = 64 << 10
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytesPerRead, alignment: 1)

  /// - Parameters:
  ///   - nothing: `/dev/null`, for what nobody wants.
  ///   - keepsStreamsApart: whether the log has to know which stream a line came from.
  ///   - scratch: counts what is captured.
  ///   - waitsOn: asked while a file can't be opened yet; where it says no, it isn't.
  init(
    _ launch: CommandLaunch, of attempt: TaskAttempt, nothing: FileDescriptor, keepsStreamsApart: Bool,
    scratch: ScratchMeter?, _ waitsOn: WaitsOn, log: @escaping () -> any LineLog
  ) throws {
    openLog = log
    let (wanted, wantedErrors) = (launch.standardOutput, launch.standardError)
    func open(_ path: [UInt8]?, _ output: CommandOutput) throws -> CommandFile? {
      try path.map { try CommandFile($0, output, of: attempt, scratch: scratch, waitsOn: waitsOn) }
    }
    let path = wanted.file.map { PathBytes.absolute($0, in: launch.directory) }
    let errorPath = wantedErrors.file.map { PathBytes.absolute($0, in: launch.directory) }
    let file = try open(path, wanted)
    // Both may go to one file.
    let isSame = errorPath.map { file?.isFile(at: $0) == true } ?? false
    let errorFile = isSame ? file : try open(errorPath, wantedErrors)
    files = [file, isSame ? nil : errorFile].compactMap(\.self)
    output = try connect(wanted, .output, file, nothing)
    let isShared =
      wanted.isLogged == wantedErrors.isLogged && file === errorFile && !(keepsStreamsApart && wanted.isLogged)
    errors = isShared ? output : try connect(wantedErrors, .errors, errorFile, nothing)
  }

  deinit { buffer.deallocate() }

  private func connect(
    _ wanted: CommandOutput, _ stream: CommandStream, _ file: CommandFile?, _ nothing: FileDescriptor
  ) throws(SystemError) -> FileDescriptor {
    guard wanted.isLogged || file != nil else { return nothing }
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
  /// - Parameter waitsOn: asked while nobody takes what was read; where it says no, that is dropped.
  /// - Throws: `SystemError` or `TaskFailure` when a file can't be written; the log has what has come all the same.
  func read(_ entries: ArraySlice<pollfd>, _ waitsOn: WaitsOn) throws {
    for entry in entries where entry.revents != 0 {
      guard let place = sources.firstIndex(where: { $0.pipe.rawValue == entry.fd }) else { continue }
      if try read(sources[place], waitsOn) == 0 { sources.remove(at: place) }
    }
    if let failure { throw failure }
  }

  /// Reads what is left when all of the command's processes have ended: no more than a pipe holds, for somebody else
  /// may have got hold of it, and write on.
  func finish(_ waitsOn: WaitsOn) throws {
    for source in sources {
      var rest = source.pipe.pipeCapacity
      while rest > 0, let count = try read(source, atMost: rest, waitsOn), count > 0 { rest -= count }
    }
    sources = []
    log?.finish(waitsOn)
    if let failure { throw failure }
  }

  /// The command has ended: the files that are to be kept get their names.
  func commit(isSuccess: Bool) throws(SystemError) { for file in files { try file.commit(isSuccess: isSuccess) } }

  /// How many bytes came; 0 at the end, nil if there are none now.
  private func read(_ source: Source, atMost most: Int = .max, _ waitsOn: WaitsOn) throws(SystemError) -> Int? {
    let count: Int
    do throws(SystemError) {
      count = try source.pipe.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(most)))
    } catch {
      if error.wouldBlock { return nil }
      throw error
    }
    guard count > 0 else { return 0 }
    byteCount += UInt64(count)
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    do {
      try source.file?.write(bytes, waitsOn)
    } catch {
      failure = failure ?? error
    }
    if source.isLogged {
      let log = log ?? openLog()
      self.log = log
      log.take(bytes, from: source.stream, waitsOn)
    }
    return count
  }
}
