import CroftLinux
import CroftProtocol
import Glibc

/// A file that a command's output goes to. It has another name until the command has ended, so that nobody takes what
/// is there of it for all of it.
final class CommandFile {
  private let path: [UInt8]
  private let output: CommandOutput
  private let attempt: TaskAttempt
  /// nil until it is made.
  private var descriptor: FileDescriptor?
  /// nil for what isn't a regular file, such as a terminal or a named pipe: that is written as it is.
  private var temporary: [UInt8]?
  private var isCommitted = false

  /// - Parameters:
  ///   - path: absolute. Directories that are missing are made.
  ///   - attempt: earlier attempts' files that a dead executor left behind are removed.
  /// - Throws: ``CommandError`` where no file can be made; `SystemError` on a full disk.
  init(_ path: [UInt8], _ output: CommandOutput, of attempt: TaskAttempt) throws {
    (self.path, self.output, self.attempt) = (path, output, attempt)
    if output.isLazy { return }
    do throws(SystemError) {
      descriptor = try open()
    } catch {
      if error.isDiskFull { throw error }
      throw CommandError("can't write the output file \(PathBytes.text(path)): \(error)")
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    do throws(SystemError) {
      if let descriptor { return try descriptor.writeAll(bytes) }
      let made = try open()
      descriptor = made
      try made.writeAll(bytes)
    } catch {
      throw error.about(PathBytes.text(path))
    }
  }

  /// Gives the file its name, if it is to be kept after such an end.
  func commit(isSuccess: Bool) throws(SystemError) {
    guard isSuccess || output.commits == .always else { return }
    guard descriptor != nil else {
      // What an earlier attempt has printed isn't this one's.
      if attempt.number > 0 { Self.remove(path) }
      return
    }
    guard let temporary else { return }
    let outcome = PathBytes.withCString(temporary) { old in
      PathBytes.withCString(path) { rename(old, $0) == 0 ? 0 : errno }
    }
    guard outcome == 0 else { throw SystemError("rename", errno: outcome, subject: PathBytes.text(path)) }
    isCommitted = true
  }

  deinit {
    if let temporary, !isCommitted { Self.remove(temporary) }
  }

  private func open() throws(SystemError) -> FileDescriptor {
    let (mode, error) = PathBytes.mode(of: path)
    if error == 0, mode & S_IFMT != S_IFREG {
      if PathBytes.isDirectory(mode) { throw SystemError("open", errno: EISDIR) }
      return try Self.open(path, O_WRONLY | O_APPEND, output.mode)
    }
    for number in 0..<attempt.number { Self.remove(Self.name(path, attempt.task, number)) }
    let temporary = Self.name(path, attempt.task, attempt.number)
    let descriptor = try Self.create(temporary, output.mode)
    self.temporary = temporary
    return descriptor
  }

  // MARK: - Names

  private static func name(_ path: [UInt8], _ task: TaskID, _ number: UInt16) -> [UInt8] {
    let start = (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    let suffix = ".\(task.job)-\(task.stage)-\(task.partition)-\(number).tmp"
    // A file's name has 255 bytes at most.
    let name = path[start...].prefix(254 - suffix.utf8.count)
    return path[..<start] + [UInt8(ascii: ".")] + name + Array(suffix.utf8)
  }

  private static func remove(_ path: [UInt8]) { _ = PathBytes.withCString(path) { unlink($0) } }

  private static func create(_ path: [UInt8], _ mode: mode_t) throws(SystemError) -> FileDescriptor {
    do {
      return try open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    } catch let error where error.errno == ENOENT {
      try makeDirectories(of: path)
      return try open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    }
  }

  private static func open(_ path: [UInt8], _ flags: CInt, _ mode: mode_t) throws(SystemError) -> FileDescriptor {
    let (descriptor, code) = PathBytes.withCString(path) { path in
      (Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, mode), errno)
    }
    guard descriptor >= 0 else { throw SystemError("open", errno: code) }
    return FileDescriptor(adopting: descriptor)
  }

  private static func makeDirectories(of path: [UInt8]) throws(SystemError) {
    for (place, byte) in path.enumerated() where byte == UInt8(ascii: "/") && place > 0 {
      let code = PathBytes.withCString(Array(path[..<place])) { mkdir($0, 0o777) == 0 ? 0 : errno }
      guard code == 0 || code == EEXIST else { throw SystemError("mkdir", errno: code) }
    }
  }
}
