import CroftDataset
import CroftLinux
import Glibc

/// A file of a job's output, written by one attempt.
final class PlainOutputFile: TaskOutputFile {
  private let descriptor: FileDescriptor
  private let path: String
  private let name: String

  init(path: String, name: String) throws {
    self.path = path
    self.name = name
    // An executor of a driver that died may be at work on the same attempt for a moment more: it goes on in a file
    // without a name.
    if try FileSystem.status(path, followingLinks: false) != nil { try FileSystem.removeFile(path) }
    self.descriptor = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw error.about(path)
    }
  }

  /// On disk before it is reported, because the driver's `_SUCCESS` says that it is there. Some file systems tell of a
  /// full disk or a quota only now.
  func close() throws -> String {
    guard fsync(descriptor.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
    return name
  }
}
