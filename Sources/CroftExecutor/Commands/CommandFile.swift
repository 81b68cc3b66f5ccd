import CroftLinux
import CroftProtocol
import Glibc

/// A file that a command's output goes to.
final class CommandFile {
  private enum Sink {
    case replacement(ReplacementFile)
    /// Non-blocking.
    case stream(FileDescriptor)
  }

  private let path: [UInt8]
  private let output: CommandOutput
  private let attempt: TaskAttempt
  /// Counts what is in the scratch directory; nil for a file of the user's.
  private let scratch: ScratchMeter?
  private var place: OutputPlace?
  /// nil until it is open.
  private var sink: Sink?
  /// Whether nothing is written to it any more: it couldn't be, or its reader was too slow.
  private var isAbandoned = false
  private var writtenBytes = 0

  /// - Parameters:
  ///   - path: absolute. Directories that are missing are made.
  ///   - scratch: counts what is captured, as long as it is written.
  ///   - waitsOn: asked while a named pipe has no reader.
  /// - Throws: ``CommandError`` where no file can be made, however often it is tried; else `SystemError`.
  init(
    _ path: [UInt8], _ output: CommandOutput, of attempt: TaskAttempt, scratch: ScratchMeter? = nil,
    waitsOn: WaitsOn = { true }
  ) throws {
    (self.path, self.output, self.attempt) = (path, output, attempt)
    self.scratch = output.isCaptured ? scratch : nil
    if output.isLazy { return }
    do throws(SystemError) {
      try open(waitsOn)
    } catch {
      guard SystemError.liesInPath(error.errno) else { throw error.about(PathBytes.text(path)) }
      throw CommandError("can't write the output file \(PathBytes.text(path)): \(error)")
    }
  }

  deinit { scratch?.remove(writtenBytes) }

  /// Whether another path leads to this file.
  func isFile(at other: [UInt8]) -> Bool {
    if other == path { return true }
    guard let place, let otherPlace = try? OutputPlace(at: other) else { return false }
    return place.isSameFile(as: otherPlace)
  }

  /// - Throws: `SystemError`, or a `TaskFailure` when there is too much in the scratch directory. Nothing is written
  ///   any more after that.
  func write(_ bytes: UnsafeRawBufferPointer, _ waitsOn: WaitsOn) throws {
    if isAbandoned { return }
    do {
      writtenBytes += bytes.count
      try scratch?.add(bytes.count, to: PathBytes.text(path))
      if sink == nil { try open(waitsOn) }
      switch sink {
      case .replacement(let file): try file.descriptor.writeAll(bytes)
      case .stream(let stream): try write(bytes, to: stream, waitsOn)
      case nil: break
      }
    } catch {
      isAbandoned = true
      throw (error as? SystemError)?.about(PathBytes.text(path)) ?? error
    }
  }

  /// Gives the file its name, if it is to be kept after such an end.
  func commit(isSuccess: Bool) throws(SystemError) {
    guard isSuccess || output.commits == .always, !isAbandoned else { return }
    do {
      switch sink {
      // An empty file has nothing that could be missing.
      case .replacement(let file): try file.commit(isDurable: !output.isCaptured && writtenBytes > 0)
      case .stream: break
      case nil: try removeEarlier()
      }
    } catch {
      throw error.about(PathBytes.text(path))
    }
  }

  /// What an earlier attempt has printed isn't this one's, which has printed nothing.
  private func removeEarlier() throws(SystemError) {
    guard attempt.number > 0, let status = try PathBytes.status(path), status.st_mode & S_IFMT == S_IFREG else {
      return
    }
    try PathBytes.remove(path)
  }

  // MARK: - Opening

  private func open(_ waitsOn: WaitsOn) throws(SystemError) {
    let place = try OutputPlace(at: path)
    self.place = place
    switch place {
    case .file(let target): sink = .replacement(try ReplacementFile(for: target, mode: output.mode))
    case .stream(let target):
      guard let stream = try Self.openStream(target, waitsOn) else { return isAbandoned = true }
      sink = .stream(stream)
    }
  }

  /// Waits for a named pipe's reader: it is ENXIO as long as there is none (fifo(7)), and nothing tells when one comes.
  ///
  /// - Returns: nil when there is no use in waiting on.
  private static func openStream(_ path: [UInt8], _ waitsOn: WaitsOn) throws(SystemError) -> FileDescriptor? {
    while true {
      do throws(SystemError) {
        return try PathBytes.open(path, O_WRONLY | O_APPEND | O_NONBLOCK)
      } catch {
        guard error.errno == ENXIO, PathBytes.mode(of: path).mode & S_IFMT == S_IFIFO else { throw error }
      }
      guard waitsOn() else { return nil }
      poll(nil, 0, AttemptTerm.patienceMilliseconds)
    }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, to stream: FileDescriptor, _ waitsOn: WaitsOn
  ) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      do throws(SystemError) {
        rest = rest.dropFirst(try stream.writeUnsignalled(UnsafeRawBufferPointer(rebasing: rest)))
      } catch {
        guard error.wouldBlock else { throw error }
        guard waitsOn() else { return isAbandoned = true }
        _ = AttemptTerm.wait(for: stream, POLLOUT)
      }
    }
  }
}
