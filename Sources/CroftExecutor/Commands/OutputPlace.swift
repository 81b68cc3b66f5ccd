import CroftLinux
import Glibc

/// What is at a path that a command's output is to go to, with links followed.
enum OutputPlace {
  /// A regular file, or nothing yet: a new one takes its place.
  case file([UInt8])
  /// What is written as it is: a terminal, a named pipe, an open file by the name of its descriptor (`/dev/stdout`).
  case stream([UInt8])

  /// - Parameter path: absolute.
  /// - Throws: EISDIR for a directory; ENOENT for a link to nothing.
  init(at path: [UInt8]) throws(SystemError) {
    if path.last == PathBytes.slash { throw SystemError("open", errno: EISDIR) }
    guard let status = try PathBytes.status(path) else {
      self = .file(path)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFLNK: self = try Self.isDescriptor(path) ? .stream(path) : Self.place(behind: path)
    case let kind: self = try Self.place(of: kind, at: path) { path }
    }
  }

  /// Whether another place is the same file, however the two are spelled.
  func isSameFile(as other: OutputPlace) -> Bool {
    guard case (.file(let one), .file(let another)) = (self, other),
      PathBytes.name(of: one) == PathBytes.name(of: another),
      let directory = PathBytes.resolved(PathBytes.directory(of: one))
    else { return false }
    return directory == PathBytes.resolved(PathBytes.directory(of: another))
  }

  private static func place(
    of kind: mode_t, at path: [UInt8], _ target: () throws(SystemError) -> [UInt8]
  ) throws(SystemError) -> OutputPlace {
    switch kind {
    case S_IFREG: .file(try target())
    case S_IFDIR: throw SystemError("open", errno: EISDIR)
    default: .stream(path)
    }
  }

  /// What a link leads to. The kernel follows it, since it knows which ones this user had better not follow
  /// (`fs.protected_symlinks`, proc(5)).
  private static func place(behind link: [UInt8]) throws(SystemError) -> OutputPlace {
    let held: FileDescriptor
    do {
      held = try PathBytes.open(link, FileDescriptor.pathOnly)
    } catch {
      throw error.about("what the link leads to")
    }
    var status = stat()
    try checked("fstat") { fstat(held.rawValue, &status) }
    return try place(of: status.st_mode & S_IFMT, at: link) { () throws(SystemError) in
      let target = try PathBytes.linkTarget(Array("/proc/self/fd/\(held.rawValue)".utf8))
      // It may have been replaced or removed since.
      guard PathBytes.isName(target, of: held) else { throw SystemError("readlink", errno: ESTALE) }
      return target
    }
  }

  /// As many links in a row as the kernel follows (path_resolution(7)).
  private static let mostLinks = 40

  /// Whether a link leads to one of `/proc/PID/fd`, which stand for open files and not for paths.
  private static func isDescriptor(_ link: [UInt8]) throws(SystemError) -> Bool {
    guard let processes = try PathBytes.status(Array("/proc".utf8)) else { return false }
    var path = link
    for _ in 0..<mostLinks {
      guard let status = try PathBytes.status(path), status.st_mode & S_IFMT == S_IFLNK else { return false }
      if status.st_dev == processes.st_dev { return true }
      path = PathBytes.absolute(try PathBytes.linkTarget(path), in: PathBytes.directory(of: path))
    }
    return false
  }
}
