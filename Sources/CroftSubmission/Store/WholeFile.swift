import CroftLinux
import Glibc

/// Files that are there whole or not at all.
enum WholeFile {
  /// Writes a file, or puts it into the place of the one that is there.
  ///
  /// - Parameters:
  ///   - path: an absolute path.
  ///   - isDurable: whether it has to outlast a loss of power; costs the disk's time.
  static func write(_ bytes: UnsafeRawBufferPointer, to path: String, isDurable: Bool) throws(SystemError) {
    let temporary = "\(path).new"
    do {
      let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
      try file.writeAll(bytes)
      if isDurable { try sync(file, temporary) }
      try FileSystem.rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error.about(path)
    }
    guard isDurable, let slash = path.lastIndex(of: "/") else { return }
    let directory = String(path[..<slash])
    try sync(FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY), directory)
  }

  private static func sync(_ file: FileDescriptor, _ path: String) throws(SystemError) {
    guard fsync(file.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }
}
