import CroftLinux
import CroftProtocol
import Glibc

/// The directory that a job writes: made before the first task, filled by renames after the last.
struct OutputDirectory: Sendable {
  /// Absolute: executors write into it, wherever they are.
  let path: String

  /// - Throws: when something is there already, or the directory can't be made.
  init(creating relativePath: String) throws {
    let path = try absolutePath(relativePath)
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
    try sync()
    _ = try FileDescriptor.open("\(path)/\(OutputPaths.successMarker)", flags: O_WRONLY | O_CREAT, mode: 0o666)
    try sync()
  }

  /// The directory's entries are on disk afterwards, so that the marker never outlives what it vouches for.
  private func sync() throws {
    let directory = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
    guard fsync(directory.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }

  /// Leaves nothing of a job that failed.
  func abandon() { try? FileSystem.removeTree(path) }
}
