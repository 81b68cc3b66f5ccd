import Glibc

extension FileSystem {
  /// The text of a symbolic link, such as `pipe:[123]` for one of /proc's.
  package static func linkTarget(_ path: String) throws(SystemError) -> String {
    try withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      Result { () throws(SystemError) in
        let count = try checked("readlink", path) {
          readlink(path, buffer.assumingMemoryBound(to: CChar.self).baseAddress!, buffer.count)
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
      }
    }.get()
  }

  /// The absolute path without any symbolic link in it.
  package static func resolved(_ path: String) throws(SystemError) -> String {
    guard let resolved = realpath(path, nil) else { throw SystemError("realpath", errno: errno, subject: path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes a symbolic link at `path`; what is there is replaced in the same moment.
  ///
  /// - Parameter random: Keeps apart those who make the same link at the same time: the last one's is there then.
  package static func link(
    _ path: String, to target: String, random: UInt64 = .random(in: .min ... .max)
  ) throws(SystemError) {
    let new = "\(path).\(String(random, radix: 16)).new"
    try checked("symlink", new) { symlink(target, new) }
    do {
      try rename(new, to: path)
    } catch {
      unlink(new)
      throw error
    }
  }

  /// Where an open file was found; nil when it has been removed since, or when it never had a name.
  ///
  /// - Parameter root: Of the process that opened it.
  package static func path(of file: FileDescriptor, below root: String? = nil) -> String? {
    guard let path = try? linkTarget("/proc/self/fd/\(file.rawValue)"), path.hasPrefix("/"),
      let named = try? status((root ?? "") + path), let held = try? status("/proc/self/fd/\(file.rawValue)"),
      (named.device, named.inode) == (held.device, held.inode)
    else { return nil }
    return path
  }

  /// Takes hold, as ``FileDescriptor/hold(_:)`` does, of a file at a path in which no name is a symbolic link: somebody
  /// may have put one there since the path was written down.
  ///
  /// - Parameter root: Where the path begins.
  package static func holdWithoutLinks(
    _ path: String, below root: String? = nil
  ) throws(SystemError) -> FileDescriptor {
    var parent = try FileDescriptor.open(root ?? "/", flags: O_RDONLY | O_DIRECTORY)
    for name in path.split(separator: "/") {
      let next = openat(parent.rawValue, String(name), FileDescriptor.pathOnly | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else { throw SystemError("openat", errno: errno, subject: path) }
      parent = FileDescriptor(adopting: next)
    }
    // A link itself can be held, but nothing is found below it.
    var status = stat()
    try checked("fstat", path) { fstat(parent.rawValue, &status) }
    guard status.st_mode & S_IFMT != S_IFLNK else { throw SystemError("openat", errno: ELOOP, subject: path) }
    return parent
  }
}

extension FileDescriptor {
  /// O_PATH of asm-generic/fcntl.h, which the Glibc module hides: it is the same on every machine that Swift runs on.
  package static let pathOnly: CInt = 0o10000000

  /// Takes hold of what is at the path without opening it: nothing is asked of a device or a file server. Good for
  /// what can be done through `/proc/self/fd`, not for reading or writing.
  package static func hold(_ path: String) throws(SystemError) -> FileDescriptor {
    try open(path, flags: pathOnly)
  }

  /// Takes hold in the same way of what a descriptor is open on: an image can be run from it, and closing it, here or
  /// in a child, asks nobody.
  package convenience init(holding descriptor: CInt) throws(SystemError) {
    self.init(
      adopting: try checked("open", "descriptor \(descriptor)") {
        Glibc.open("/proc/self/fd/\(descriptor)", Self.pathOnly | O_CLOEXEC)
      })
  }
}
