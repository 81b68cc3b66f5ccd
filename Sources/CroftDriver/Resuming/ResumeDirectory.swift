import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// What an application leaves for its next run, if this one ends before its time: one directory for each resume id.
///
/// Lies in `$XDG_STATE_HOME/croft/resume` (the XDG base directory specification; `~/.local/state` if not set), because
/// it has to survive the manager, the machine's restart, and the end of the application.
final class ResumeDirectory: Sendable {
  let path: String
  /// Tells the program from others: what another one left is of no use.
  let program: UInt64
  /// Held for as long as the driver lives, so that two of one id don't get into each other's way.
  private let lock: FileDescriptor
  private let occurrences = Mutex<[String: Int]>([:])

  /// - Parameter id: as the user gave it.
  /// - Throws: `JobError` when the id makes no sense or another driver uses it.
  init(id: String, environment: [String: String] = Environment.dictionary) throws {
    guard !id.isEmpty, id.utf8.count <= Self.longestID, !id.hasPrefix("."), !id.contains("/"), id == id.printable else {
      throw JobError(
        .invalidJob,
        """
        the resume id "\(id.printable)" makes no file name: use up to \(Self.longestID) bytes without "/" and control \
        characters that don't begin with "."
        """)
    }
    path = "\(try Self.root(environment))/\(id)"
    try FileSystem.createDirectory(path, mode: 0o700, parents: true)
    lock = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
    guard try FileLock.tryExclusive(lock, subject: path) else {
      throw JobError(.invalidJob, "another driver runs with the resume id \"\(id)\" (\(path)): wait for its end")
    }
    program = try Self.identity(of: try currentExecutable())
  }

  /// By the mark that its linker has made, and its size; reading all of a program takes some milliseconds.
  private static func identity(of program: FileDescriptor) throws -> UInt64 {
    let image = try MappedFile(descriptor: program, name: "/proc/self/exe")
    guard let mark = try BuildID.find(in: program) else {
      return withExtendedLifetime(image) { StableHash.hash(image.bytes) }
    }
    return mark.withUnsafeBytes { StableHash.hash($0) } ^ StableHash.hash(UInt64(image.bytes.count))
  }

  /// File names have up to 255 bytes.
  private static let longestID = 200

  /// The directory for the next job of this kind; the same one for the n-th such job of every run.
  func jobDirectory(typeName: String, value: [UInt8]) -> String {
    let occurrence = occurrences.withLock { occurrences in
      let key = JobIdentity.directoryName(typeName: typeName, value: value, occurrence: 0)
      defer { occurrences[key, default: 0] += 1 }
      return occurrences[key, default: 0]
    }
    return "\(path)/\(JobIdentity.directoryName(typeName: typeName, value: value, occurrence: occurrence))"
  }

  /// Removes all of it: the application has done what it was to do.
  func remove() throws { try FileSystem.removeTree(path) }

  private static func root(_ environment: [String: String]) throws -> String {
    guard let state = Accounts.stateDirectory(environment) else {
      throw JobError(
        .invalidJob, "there is no place to resume from: neither XDG_STATE_HOME nor HOME is set to an absolute path")
    }
    return "\(state)/croft/resume"
  }
}
