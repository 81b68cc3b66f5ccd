import CroftLinux
import Glibc

/// A shell's pattern of paths.
enum PathPattern {
  /// The paths that match, in the order of their bytes. `{a,b}` and a leading `~` are expanded as well, since whoever
  /// quotes a pattern keeps the shell from doing it.
  ///
  /// - Throws: a ``BatchError`` when nothing matches, or a directory on the way can't be read.
  static func matches(_ pattern: ByteString) throws(BatchError) -> RecordList {
    var found = glob_t()
    defer { globfree(&found) }
    let flags = GLOB_NOSORT | GLOB_BRACE | GLOB_TILDE
    errno = 0
    let code = pattern.withCString { name in
      // A directory that isn't there has no matches. One that can't be read may have some: inputs that are silently
      // missing are worse than an error.
      glob(name, flags, { _, code in code == ENOENT || code == ENOTDIR ? 0 : 1 }, &found)
    }
    switch code {
    case 0: return try list(found)
    case GLOB_NOMATCH:
      throw BatchError("no file matches \(pattern.quoted); look at the pattern and at the working directory")
    case GLOB_NOSPACE: throw BatchError("there is no memory left for the files that match \(pattern.quoted)")
    default:
      throw BatchError(
        "can't find what matches \(pattern.quoted), because a directory can't be read: "
          + "\(SystemError("glob", errno: errno))")
    }
  }

  private static func list(_ found: glob_t) throws(BatchError) -> RecordList {
    guard found.gl_pathc <= BatchLimits.tasks else {
      throw BatchError("more than \(BatchLimits.tasks) files match; split them over several jobs")
    }
    let paths = UnsafeBufferPointer(start: found.gl_pathv, count: Int(found.gl_pathc))
      .compactMap { $0 }.sorted { strcmp($0, $1) < 0 }
    var content: [UInt8] = []
    for path in paths {
      let bytes = UnsafeRawBufferPointer(start: path, count: strlen(path) + 1)
      content.append(contentsOf: bytes)
    }
    return try RecordList(separatedBy: 0, content)
  }
}
