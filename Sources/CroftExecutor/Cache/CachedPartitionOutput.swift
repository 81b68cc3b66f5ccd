import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// A file for a persisted partition. Several executors may write the same one; each does so under a name of its own,
/// and the last one to finish replaces what is the same.
final class CachedPartitionOutput: CacheFile {
  private static let lastNumber = Atomic<Int>(0)

  private let path: String
  private let directory: String
  private let ownPath: String
  private let output: BlockFileOutput
  private let onCommit: () -> Void

  /// - Parameters:
  ///   - path: of the file in its dataset's directory.
  ///   - onCommit: called when the file is in its place.
  init(path: String, onCommit: @escaping () -> Void = {}) throws {
    self.path = path
    self.onCommit = onCommit
    directory = Self.parent(of: path)
    // Beside the datasets' directories: that of this one may be removed at any time.
    let shared = Self.parent(of: directory)
    ownPath = "\(shared)/new-\(getpid())-\(Self.lastNumber.add(1, ordering: .relaxed).newValue)"
    try Self.makeDirectory(shared)
    output = try BlockFileOutput(path: ownPath)
  }

  /// Never the scratch directory itself: that one is gone for good when the application has ended.
  private static func makeDirectory(_ path: String) throws(SystemError) {
    do {
      try FileSystem.createDirectory(path, mode: 0o700)
    } catch let error where error.errno == EEXIST {
      // Another task made it.
    }
  }

  private static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  var blockCount: Int { output.blockCount }

  func append(_ block: UnsafeRawBufferPointer) throws { try output.append(block) }

  func commit() throws -> any BlockInput {
    try output.commit()
    let input = try BlockFileInput(path: ownPath)
    do {
      try Self.makeDirectory(directory)
      try FileSystem.rename(ownPath, to: path)
      onCommit()
    } catch let error where error.errno == ENOENT {
      // The dataset is given up at this moment, and its directory removed. What is mapped can be read all the same.
      try? FileSystem.removeFile(ownPath)
    }
    return input
  }
}
