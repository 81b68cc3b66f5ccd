import Glibc

/// Temporary directories whose owners hold a shared lock on them, so that those of owners who were killed can be told
/// and removed by the next one.
package enum TemporaryDirectories {
  /// An owner makes its directory and locks it a moment later; one as young as this is left alone.
  private static let youthSeconds = 60

  /// Removes this user's abandoned directories of the prefix, then makes a new one.
  package static func create(prefix: String) throws(SystemError) -> String {
    let path = try FileSystem.temporaryDirectory(prefix: prefix)
    removeAbandoned(besides: path, prefix: prefix)
    return path
  }

  private static func removeAbandoned(besides own: String, prefix: String) {
    let parent = String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])
    for name in (try? FileSystem.list(parent)) ?? [] where name.hasPrefix(prefix) && "\(parent)/\(name)" != own {
      let path = "\(parent)/\(name)"
      // What can't be looked at or removed belongs to somebody else, or has just gone.
      if (try? isAbandoned(path)) == true { try? FileSystem.removeTree(path) }
    }
  }

  private static func isAbandoned(_ path: String) throws(SystemError) -> Bool {
    guard let status = try FileSystem.status(path, followingLinks: false), status.kind == .directory,
      status.owner == geteuid(), status.modifiedSeconds < time(nil) - youthSeconds
    else { return false }
    let directory = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    return try FileLock.tryExclusive(directory, subject: path)
  }
}
