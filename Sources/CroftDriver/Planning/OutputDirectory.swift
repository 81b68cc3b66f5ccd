import CroftLinux
import CroftProtocol
import Glibc

/// The directory that a job writes: made before the first task, filled by renames after the last.
struct OutputDirectory: Sendable {
  let path: String

  /// - Throws: when something is there already, or the directory can't be made.
  init(creating path: String) throws {
    guard try FileSystem.status(path, followingLinks: false) == nil else {
      throw JobError(
        .invalidJob, "output \"\(path)\" is there already: remove it, or name a directory that does not exist yet")
    }
    self.path = path
    try FileSystem.createDirectory(path, mode: 0o777, parents: true)
    try FileSystem.createDirectory(OutputPaths.temporary(path), mode: 0o777)
  }

  /// Moves each partition's file into its place and says that all is there.
  ///
  /// - Parameter names: for each partition, the name of the file whose attempt counts.
  func commit(_ names: [Int: String]) throws {
    for (partition, name) in names {
      try FileSystem.rename("\(OutputPaths.temporary(path))/\(name)", to: "\(path)/\(OutputPaths.part(partition))")
    }
    try FileSystem.removeTree(OutputPaths.temporary(path))
    _ = try FileDescriptor.open("\(path)/\(OutputPaths.successMarker)", flags: O_WRONLY | O_CREAT, mode: 0o666)
  }

  /// Leaves nothing of a job that failed.
  func abandon() { try? FileSystem.removeTree(path) }
}
