import CroftLinux
import Glibc

/// A new file that takes the place of another one when it is complete, so that nobody takes a part of it for all.
///
/// Until then it is beside it, as `.NAME.croft-N.tmp` with the first N that is free. Its writer holds a lock on it
/// (flock(2)), so that what killed writers have left is told from what is written now, by whatever job: it is removed.
final class ReplacementFile {
  let descriptor: FileDescriptor
  private let path: [UInt8]
  private let temporary: [UInt8]
  private var isInPlace = false

  /// More than commands that write to one file at once, on any machine.
  private static let mostAtOnce = 10_000
  /// A file's name has 255 bytes at most.
  private static let mostNameBytes = 255

  /// - Parameter path: absolute. Directories that are missing are made.
  init(for path: [UInt8], mode: mode_t) throws(SystemError) {
    self.path = path
    (descriptor, temporary) = try Self.makeWithDirectories(path, mode)
  }

  deinit { if !isInPlace { try? PathBytes.remove(temporary) } }

  /// Gives the file its name.
  ///
  /// - Parameter isDurable: whether all of it has to be on the disk before. Some file systems tell of a full disk or a
  ///   quota only then.
  func commit(isDurable: Bool) throws(SystemError) {
    if isDurable { try checked("fsync") { fsync(descriptor.rawValue) } }
    try PathBytes.rename(temporary, to: path)
    isInPlace = true
  }

  // MARK: - Names

  private static func makeWithDirectories(
    _ path: [UInt8], _ mode: mode_t
  ) throws(SystemError) -> (FileDescriptor, [UInt8]) {
    do throws(SystemError) {
      return try make(path, mode)
    } catch {
      guard error.errno == ENOENT else { throw error }
    }
    try PathBytes.makeDirectories(above: path)
    return try make(path, mode)
  }

  private static func make(_ path: [UInt8], _ mode: mode_t) throws(SystemError) -> (FileDescriptor, [UInt8]) {
    for number in 0..<mostAtOnce {
      let suffix = Array(".croft-\(number).tmp".utf8)
      let name = [UInt8(ascii: ".")] + PathBytes.name(of: path).prefix(mostNameBytes - 1 - suffix.count) + suffix
      let temporary = PathBytes.absolute(name, in: PathBytes.directory(of: path))
      if let descriptor = try create(temporary, mode) { return (descriptor, temporary) }
    }
    throw SystemError("open", errno: EBUSY, subject: "a temporary file")
  }

  /// - Returns: nil when the name is somebody else's.
  private static func create(_ name: [UInt8], _ mode: mode_t) throws(SystemError) -> FileDescriptor? {
    var descriptor = try createNew(name, mode)
    if descriptor == nil, removeLeft(name) { descriptor = try createNew(name, mode) }
    guard let descriptor, lock(descriptor) else { return nil }
    // Somebody may have taken it for a left one just before it was locked.
    var status = stat()
    return fstat(descriptor.rawValue, &status) == 0 && status.st_nlink > 0 ? descriptor : nil
  }

  /// - Returns: nil when there is something of that name, a link among others.
  private static func createNew(_ name: [UInt8], _ mode: mode_t) throws(SystemError) -> FileDescriptor? {
    do {
      return try PathBytes.open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
    } catch {
      if error.errno == EEXIST { return nil }
      throw error
    }
  }

  /// Removes a file that nobody writes any more.
  private static func removeLeft(_ name: [UInt8]) -> Bool {
    guard let left = try? PathBytes.open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
      (try? FileLock.tryExclusive(left, subject: "a left file")) == true, PathBytes.isName(name, of: left)
    else { return false }
    return (try? PathBytes.remove(name)) != nil
  }

  /// Where there are no locks, as on some network file systems, nothing that is left is ever removed.
  private static func lock(_ file: FileDescriptor) -> Bool {
    (try? FileLock.tryExclusive(file, subject: "a new file")) ?? true
  }
}
