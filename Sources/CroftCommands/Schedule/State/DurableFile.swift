import CroftLinux
import Glibc

/// Files that are whole after a crash.
enum DurableFile {
  /// Puts a text in a file's place: afterwards, also after a loss of power, it is the old one or the new one.
  static func replace(_ path: String, with text: String, mode: mode_t) throws {
    let temporary = "\(path).new"
    // What an earlier writer left when it was killed.
    if try FileSystem.status(temporary, followingLinks: false) != nil { try FileSystem.removeFile(temporary) }
    let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    do {
      try file.writeAll(text)
      try sync(file, temporary)
      try FileSystem.rename(temporary, to: path)
    } catch {
      try? FileSystem.removeFile(temporary)
      throw error
    }
    try syncDirectory(of: path)
  }

  /// Adds a line to the end of a file, which is made if it isn't there.
  ///
  /// - Parameter isDurable: whether the line has to outlast a loss of power; a killed process takes none with it.
  static func append(_ line: String, to path: String, mode: mode_t, isDurable: Bool = true) throws {
    let isNew = try FileSystem.status(path) == nil
    let file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT | O_APPEND, mode: mode)
    // A line that was cut off by a crash must not swallow this one.
    let start = try endsInsideLine(file) ? "\n" : ""
    try file.writeAll(start + line + "\n")
    if isDurable { try sync(file, path) }
    if isNew { try syncDirectory(of: path) }
  }

  private static func endsInsideLine(_ file: FileDescriptor) throws -> Bool {
    let size = lseek(file.rawValue, 0, SEEK_END)
    guard size > 0 else { return false }
    var last: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &last) { try file.pread(into: $0, at: Int(size) - 1) }
    return count == 1 && last != UInt8(ascii: "\n")
  }

  private static func syncDirectory(of path: String) throws {
    let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try sync(FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY), directory)
  }

  private static func sync(_ file: FileDescriptor, _ path: String) throws {
    guard fsync(file.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }
}
