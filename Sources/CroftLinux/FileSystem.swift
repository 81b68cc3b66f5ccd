package import Glibc

/// What a path names.
package struct FileStatus: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case file, directory, symbolicLink, socket, other }

  package let kind: Kind
  package let size: Int
  package let device: dev_t
  /// The disk that it stands for, if it is the special file of one.
  let disk: dev_t?
  package let inode: ino_t
  package let owner: uid_t
  package let permissions: mode_t
  /// When the contents changed last, in seconds since 1970.
  package let modifiedSeconds: Int
  /// The same in nanoseconds, as finely as the file system keeps it. A file's owner may set any time; one that is
  /// centuries away wraps around, and still differs from its neighbours.
  package let modifiedNanoseconds: Int

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFSOCK: .socket
      default: .other
      }
    size = Int(status.st_size)
    device = status.st_dev
    disk = status.st_mode & S_IFMT == S_IFBLK ? status.st_rdev : nil
    inode = status.st_ino
    owner = status.st_uid
    permissions = status.st_mode & 0o7777
    modifiedSeconds = status.st_mtim.tv_sec
    modifiedNanoseconds = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
  }
}

/// The file system by path.
package enum FileSystem {
  /// Makes a directory; EEXIST when there is something of that name.
  ///
  /// - Parameter parents: Makes the directories above too, and accepts one that is there already.
  package static func createDirectory(
    _ path: String, mode: mode_t, parents: Bool = false
  ) throws(SystemError) {
    guard parents else {
      try checked("mkdir", path) { mkdir(path, mode) }
      return
    }
    // Mostly all of it is there, or all but the last.
    if mkdir(path, mode) == 0 { return }
    if errno == EEXIST, try status(path)?.kind == .directory { return }
    var current = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      current += component
      do {
        try checked("mkdir", current) { mkdir(current, mode) }
      } catch let error where error.errno == EEXIST || error.errno == EROFS {
        guard try status(current)?.kind == .directory else { throw error }
      }
      current += "/"
    }
  }

  /// The names in a directory, in the order of their bytes, without `.` and `..`.
  package static func list(_ directory: String) throws(SystemError) -> [String] {
    try names(in: try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY), called: directory).sorted()
  }

  /// What is at the path; nil when there is nothing.
  package static func status(
    _ path: String, followingLinks: Bool = true
  ) throws(SystemError) -> FileStatus? {
    var status = stat()
    do {
      try checked("stat", path) { followingLinks ? stat(path, &status) : lstat(path, &status) }
    } catch let error where error.errno == ENOENT || error.errno == ENOTDIR {
      return nil
    }
    return FileStatus(status)
  }

  /// The paths that match a shell pattern, with `{a,b}` too, in the order of their bytes; none is no error.
  package static func glob(_ pattern: String) throws(SystemError) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let code = Glibc.glob(pattern, GLOB_NOSORT | GLOB_BRACE, nil, &found)
    if code == GLOB_NOMATCH { return [] }
    guard code == 0 else {
      throw SystemError("glob", errno: code == GLOB_NOSPACE ? ENOMEM : EIO, subject: pattern)
    }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }.sorted()
  }

  /// Gives a file another name; one that is there is replaced in the same moment.
  package static func rename(_ source: String, to destination: String) throws(SystemError) {
    try checked("rename", "\(source) to \(destination)") { Glibc.rename(source, destination) }
  }

  /// Removes a file or a link, not a directory.
  package static func removeFile(_ path: String) throws(SystemError) {
    try checked("unlink", path) { unlink(path) }
  }

  /// Makes a new directory that only this user can enter, with a name that begins with `prefix`.
  ///
  /// - Parameter prefix: A path (`/var/tmp/croft-`), or a name for a directory in `TMPDIR`, else in /tmp.
  package static func temporaryDirectory(prefix: String) throws(SystemError) -> String {
    let base = prefix.hasPrefix("/") ? "" : (Environment.value("TMPDIR") ?? "/tmp") + "/"
    var template = Array("\(base)\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError("mkdtemp", errno: errno, subject: "\(base)\(prefix)XXXXXX")
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A short file as text; EFBIG when it is longer than `maximumBytes`.
  package static func readText(_ path: String, maximumBytes: Int) throws(SystemError) -> String {
    let descriptor = try FileDescriptor.open(path, flags: O_RDONLY)
    do {
      return String(decoding: try descriptor.readAll(maximumBytes: maximumBytes), as: UTF8.self)
    } catch {
      throw SystemError("read", errno: error.errno, subject: path)
    }
  }

  /// The first names in a directory, in no order.
  static func names(
    in directory: FileDescriptor, called path: String, maximumCount: Int = .max
  ) throws(SystemError) -> [String] {
    // The stream takes over its descriptor and closes it.
    let copy = try checked("fcntl", path) { fcntl(directory.rawValue, F_DUPFD_CLOEXEC, 0) }
    guard let stream = fdopendir(copy) else {
      let code = errno
      close(copy)
      throw SystemError("opendir", errno: code, subject: path)
    }
    defer { closedir(stream) }
    // The copy shares its position with the caller's descriptor, which may have been read before.
    rewinddir(stream)
    var names: [String] = []
    while names.count < maximumCount {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw SystemError("readdir", errno: errno, subject: path) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
