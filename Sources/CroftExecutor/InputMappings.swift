import CroftLinux
import Synchronization

/// Input files, each mapped once, until the process ends.
///
/// They are never unmapped, because lines and words are bare pointers into them (see `Text`), and user code may keep
/// one for as long as it likes. The cost is address space, of which there is plenty, and 0.2 % of the size in page
/// tables.
final class InputMappings: Sendable {
  private let mapped = Mutex<[String: MappedFile]>([:])

  /// The one of this process: a mapping must outlive every runtime that handed out pointers into it.
  static let shared = InputMappings()

  func bytes(of path: String) throws -> UnsafeRawBufferPointer {
    try mapped.withLock { mapped in
      if let file = mapped[path], try isCurrent(file, path) { return file.bytes }
      let file = try MappedFile(path: path)
      if let old = mapped.updateValue(file, forKey: path) { retire(old) }
      return file.bytes
    }
  }

  /// Whether the path still names the file that is mapped, in its old size.
  private func isCurrent(_ file: MappedFile, _ path: String) throws -> Bool {
    guard let status = try FileSystem.status(path) else { return false }
    return status.device == file.device && status.inode == file.inode && status.size == file.size
  }

  /// Keeps a mapping that has been replaced, for the texts that point into it.
  private func retire(_ file: MappedFile) { _ = Unmanaged.passRetained(file) }
}
