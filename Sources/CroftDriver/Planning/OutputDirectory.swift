import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// The directory that a job writes: made before the first task, filled by renames after the last.
///
/// Output that is to be replaced stays where it is meanwhile: the new one is written beside it and takes its place when
/// it is complete.
struct OutputDirectory: Sendable {
  /// Absolute.
  let path: String
  /// Absolute too: executors write below it, wherever they are. The same as `path`, unless something may be there.
  let workingPath: String
  private let output: FileOutput
  /// Tells the job, also its next run after a driver that died, from all others.
  private let owner: String
  private let jobDirectory: String
  private let lock = OutputLock()

  /// Finds the place; touches nothing.
  ///
  /// - Parameter jobDirectory: the job's own in the scratch directory, which no other job has.
  /// - Throws: `JobError` for a path that does not name a directory by its own name.
  init(_ output: FileOutput, jobDirectory: String) throws {
    self.output = output
    self.jobDirectory = jobDirectory
    path = try Self.normalized(output.path)
    owner = String(Array(jobDirectory.utf8).withUnsafeBytes { StableHash.hash($0) }, radix: 16)
    workingPath = output.overwrite ? "\(Self.beside(path)).new-\(owner)" : path
  }

  /// Makes the directory, unless this job made it before its driver died.
  ///
  /// - Throws: when something is there that must stay, or the directory can't be made.
  func create() throws {
    if try FileSystem.status(marker) != nil { return try lock.take(workingPath) }
    let existing = try FileSystem.status(path, followingLinks: false)
    if let existing {
      guard output.overwrite else {
        let isBegun = try FileSystem.status(OutputPaths.temporary(path)) != nil
        throw refusal(isBegun ? Self.begun : Self.complete)
      }
      guard existing.kind == .directory else { throw refusal("is not a directory, and is not overwritten: remove it") }
      try checkIsOutput()
    }
    if output.overwrite {
      try FileSystem.removeTree(workingPath)
      removeAbandoned()
    }
    try make(workingPath, parents: true)
    try lock.take(workingPath)
    try make(OutputPaths.temporary(workingPath), parents: false)
    try FileDescriptor.open(marker, flags: O_WRONLY | O_CREAT, mode: 0o666).writeAll(jobDirectory)
  }

  /// Moves each partition's file into its place and says that all is there. May be done again if it was broken off.
  ///
  /// - Parameter names: for each partition, the name of the file whose attempt counts.
  func commit(_ names: [Int: String]) throws {
    for (partition, name) in names {
      // A driver that died may have moved it already.
      if try FileSystem.status(temporaryFile(name)) == nil, try FileSystem.status(part(partition)) != nil { continue }
      try FileSystem.rename(temporaryFile(name), to: part(partition))
    }
    try Self.sync(workingPath)
    _ = try FileDescriptor.open(
      "\(workingPath)/\(OutputPaths.successMarker)", flags: O_WRONLY | O_CREAT, mode: 0o666)
    try Self.sync(workingPath)
    try FileSystem.removeTree(OutputPaths.temporary(workingPath))
    if output.overwrite { try replace() }
  }

  /// Whether the file that a task has written is still there.
  func holds(_ name: String, of partition: Int) throws -> Bool {
    if try FileSystem.status(temporaryFile(name)) != nil { return true }
    return try FileSystem.status(part(partition)) != nil
  }

  /// Whether all of it was moved into place.
  var isComplete: Bool {
    get throws { try FileSystem.status("\(path)/\(OutputPaths.successMarker)") != nil }
  }

  /// Leaves nothing of a job that failed.
  func abandon() { try? FileSystem.removeTree(workingPath) }
}

extension OutputDirectory {
  private static let complete =
    "is there already: remove it, name a directory that does not exist yet, or ask to overwrite it"
  private static let begun =
    "is not complete: if no other job is writing it, one was killed; remove it, or ask to overwrite it"

  private func make(_ directory: String, parents: Bool) throws {
    do {
      try FileSystem.createDirectory(directory, mode: 0o777, parents: parents)
    } catch {
      guard !error.isDiskFull else { throw error }
      throw refusal("cannot be made (\(error)): name a directory that may be made there")
    }
  }

  /// Says which job made the directory; holds the path of the job's own.
  private var marker: String { "\(OutputPaths.temporary(workingPath))/\(Self.markerPrefix)\(owner)" }
  static let markerPrefix = "job-"

  /// A partition's file in its place.
  private func part(_ partition: Int) -> String {
    "\(workingPath)/\(OutputPaths.part(partition))\(output.fileExtension)"
  }

  private func temporaryFile(_ name: String) -> String { "\(OutputPaths.temporary(workingPath))/\(name)" }

  /// An absolute path that ends in the directory's own name, because the directory is renamed.
  private static func normalized(_ path: String) throws -> String {
    guard !path.isEmpty else { throw refusal("", "has no name: give its path") }
    let components = try absolutePath(path).split(separator: "/").filter { $0 != "." }
    guard components.last != ".." else { throw refusal(path, "is named by \"..\": give its own name") }
    return "/" + components.joined(separator: "/")
  }

  /// The beginning of a hidden name in the same directory, and so in the same file system.
  private static func beside(_ path: String) -> String {
    let (parent, name) = parentAndName(of: path)
    return "\(parent)/.\(name)"
  }

  /// Of an absolute path.
  static func parentAndName(of path: String) -> (parent: Substring, name: Substring) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
    return (path[..<slash], path[path.utf8.index(after: slash)...])
  }

  /// Puts the new directory in the place of the old one.
  private func replace() throws {
    guard try FileSystem.status(path, followingLinks: false) != nil else {
      return try FileSystem.rename(workingPath, to: path)
    }
    let old = "\(Self.beside(path)).old-\(owner)"
    // A driver that died here has left it behind; what it was replaced by is in its place.
    try FileSystem.removeTree(old)
    let oldLock = OutputLock()
    defer { withExtendedLifetime(oldLock) {} }
    try oldLock.take(path)
    try FileSystem.rename(path, to: old)
    do {
      try FileSystem.rename(workingPath, to: path)
    } catch {
      try FileSystem.rename(old, to: path)
      throw error
    }
    try FileSystem.removeTree(old)
  }

  /// A directory is removed only if jobs have written all that is in it: somebody may have mistyped the path.
  private func checkIsOutput() throws {
    let other = try FileSystem.list(path).first { name in
      ![OutputPaths.successMarker, OutputPaths.temporaryName].contains(name) && !OutputPaths.isPart(name)
    }
    if let other { throw refusal("holds \"\(other)\", which no job has written, and is not overwritten: remove it") }
  }

  private func refusal(_ reason: String) -> JobError { Self.refusal(path, reason) }

  private static func refusal(_ path: String, _ reason: String) -> JobError {
    JobError(.invalidJob, "output \"\(path)\" \(reason)")
  }

  /// The directory's entries are on disk afterwards, so that the marker never outlives what it vouches for.
  private static func sync(_ path: String) throws {
    let directory = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
    guard fsync(directory.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }
}
