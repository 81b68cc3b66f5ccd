import CroftLinux
import CroftProtocol
import Glibc
import Synchronization

/// Says, for as long as its driver lives, that a directory is somebody's: a kill lets go of it too.
final class OutputLock: Sendable {
  private let descriptor = Mutex<FileDescriptor?>(nil)

  /// Takes the lock, together with whoever else has it. Where the file system knows no locks, nothing counts as
  /// abandoned.
  func take(_ directory: String) throws(SystemError) {
    let opened = try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    _ = try? FileLock.tryShared(opened, subject: directory)
    descriptor.withLock { $0 = opened }
  }
}

extension OutputDirectory {
  /// More than any job directory's path and less than a page.
  private static let longestNote = 4096

  /// Removes what drivers have left beside the path that were killed while they replaced it.
  func removeAbandoned() {
    let (parent, name) = Self.parentAndName(of: path)
    for entry in (try? FileSystem.list("\(parent)/")) ?? [] {
      let directory = "\(parent)/\(entry)"
      // What can't be looked at belongs to somebody else, or has just gone.
      let isAbandoned =
        if entry.hasPrefix(".\(name).new-") {
          try? isAbandonedOutput(directory)
        } else if entry.hasPrefix(".\(name).old-") {
          // Where its driver died before the new output was in place, it is the only one.
          try? FileSystem.status(path) != nil && Self.isUnlocked(directory)
        } else {
          false
        }
      if isAbandoned == true { try? FileSystem.removeTree(directory) }
    }
  }

  /// A driver locks the directory before it makes the marker, and may be on its way until then.
  private func isAbandonedOutput(_ directory: String) throws -> Bool {
    guard try Self.isUnlocked(directory) else { return false }
    if try FileSystem.status("\(directory)/\(OutputPaths.successMarker)") != nil { return true }
    let temporary = OutputPaths.temporary(directory)
    guard let marker = try FileSystem.list(temporary).first(where: { $0.hasPrefix(Self.markerPrefix) }) else {
      return false
    }
    let note = try FileDescriptor.open("\(temporary)/\(marker)", flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
      .readAll(maximumBytes: Self.longestNote)
    // A job that can be resumed goes on here.
    return try FileSystem.status(String(decoding: note, as: UTF8.self)) == nil
  }

  private static func isUnlocked(_ directory: String) throws(SystemError) -> Bool {
    let opened = try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    return try FileLock.tryExclusive(opened, subject: directory)
  }
}
