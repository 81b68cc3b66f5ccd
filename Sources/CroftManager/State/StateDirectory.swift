import CroftLinux
import CroftProtocol
import Glibc

/// What the manager remembers between runs: the next application's number. Holds the directory's lock.
final class StateDirectory {
  enum Problem: Error, CustomStringConvertible {
    case inUse(path: String)
    case damaged(file: String)

    var description: String {
      switch self {
      case .inUse(let path):
        "another croftd uses the state directory \(path): stop it, or choose another one with --state"
      case .damaged(let file):
        """
        \(file) doesn't hold what croftd writes there, so the next application's number isn't known: restore it, or \
        remove it to begin again at 1
        """
      }
    }
  }

  /// Bump the version when the text changes, and keep reading the old one.
  private static let banner = "croft next application, version 1"

  private let path: String
  private let lock: FileDescriptor
  private var next: Int

  private var file: String { path + "/next-application" }

  /// Makes the directory where there is none.
  init(_ path: String, mode: mode_t) throws {
    self.path = path
    try TrustedDirectory.prepare(path, mode: mode, purpose: "state", option: "--state")
    lock = try FileDescriptor.open(path + "/lock", flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    guard try FileLock.tryExclusive(lock, subject: path) else { throw Problem.inUse(path: path) }
    next = 1
    guard try FileSystem.status(file) != nil else { return }
    // Two short lines.
    let lines = try FileSystem.readText(file, maximumBytes: 256).split(separator: "\n")
    guard lines.count == 2, lines[0] == Self.banner, let number = Int(lines[1]), number > 0 else {
      throw Problem.damaged(file: file)
    }
    next = number
  }

  /// A number that was never given out before. It is stored first, by rename, so that a crash can only skip one.
  /// The contents are on the disk before the name is, so that a power cut leaves the old file or the new one, never
  /// an empty one; it may take back the last seconds' numbers, along with what they named.
  func nextApplication() throws(SystemError) -> ApplicationID {
    let temporary = file + ".new"
    // One that a crash has left. A new file is nobody's link to somewhere else.
    if try FileSystem.status(temporary, followingLinks: false) != nil { try FileSystem.removeFile(temporary) }
    let output = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    try output.writeAll("\(Self.banner)\n\(next + 1)\n")
    guard fdatasync(output.rawValue) == 0 else { throw SystemError("fdatasync", errno: errno, subject: temporary) }
    try FileSystem.rename(temporary, to: file)
    defer { next += 1 }
    return ApplicationID(next)
  }
}
