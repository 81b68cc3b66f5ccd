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
        "\(file) doesn't hold what croftd writes there: restore it, or remove it if no earlier application matters"
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
    try FileSystem.createDirectory(path, mode: mode, parents: true)
    lock = try FileDescriptor.open(path + "/lock", flags: O_RDWR | O_CREAT, mode: 0o600)
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
  /// It isn't forced to the disk: a power cut may take back the last seconds' numbers, along with what they named.
  func nextApplication() throws(SystemError) -> ApplicationID {
    let temporary = file + ".new"
    let output = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    try output.writeAll("\(Self.banner)\n\(next + 1)\n")
    try FileSystem.rename(temporary, to: file)
    defer { next += 1 }
    return ApplicationID(next)
  }
}
