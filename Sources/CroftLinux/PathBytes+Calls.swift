package import Glibc

// System calls on paths whose bytes may be any but 0. Their errors don't name the path, which callers know.
extension PathBytes {
  package static func open(_ path: [UInt8], _ flags: CInt, _ mode: mode_t = 0) throws(SystemError) -> FileDescriptor {
    FileDescriptor(adopting: try call("open", path) { Glibc.open($0, flags | O_CLOEXEC | O_NOCTTY, mode) })
  }

  /// What is there itself: a link isn't followed. nil when there is nothing.
  package static func status(_ path: [UInt8]) throws(SystemError) -> stat? {
    var status = stat()
    do {
      try call("lstat", path) { lstat($0, &status) }
    } catch let error where error.errno == ENOENT || error.errno == ENOTDIR {
      return nil
    }
    return status
  }

  /// Whether the path itself is the name of an open file.
  package static func isName(_ path: [UInt8], of file: FileDescriptor) -> Bool {
    var held = stat()
    guard fstat(file.rawValue, &held) == 0, let named = try? status(path) else { return false }
    return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)
  }

  package static func rename(_ path: [UInt8], to other: [UInt8]) throws(SystemError) {
    try call("rename", path) { old in withCString(other) { Glibc.rename(old, $0) } }
  }

  package static func remove(_ path: [UInt8]) throws(SystemError) { try call("unlink", path) { unlink($0) } }

  /// Makes the directories that are missing above a file.
  package static func makeDirectories(above path: [UInt8]) throws(SystemError) {
    for (place, byte) in path.enumerated() where byte == slash && place > 0 {
      let directory = Array(path[..<place])
      do {
        try call("mkdir", directory) { mkdir($0, 0o777) }
      } catch {
        if error.errno != EEXIST { throw error.about(text(directory)) }
      }
    }
  }

  /// What a symbolic link says.
  package static func linkTarget(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try call("readlink", path) { CInt(readlink($0, &target, target.count)) }
    return target[..<Int(count)].map(UInt8.init(bitPattern:))
  }

  /// The path without any link in it; nil when there is nothing.
  package static func resolved(_ path: [UInt8]) -> [UInt8]? {
    guard let found = withCString(path, { realpath($0, nil) }) else { return nil }
    defer { free(found) }
    return Array(UnsafeRawBufferPointer(start: found, count: strlen(found)))
  }

  /// An absolute path's directory.
  package static func directory(of path: [UInt8]) -> [UInt8] {
    let end = path.lastIndex(of: slash) ?? 0
    return end == 0 ? [slash] : Array(path[..<end])
  }

  package static func name(of path: [UInt8]) -> [UInt8] { Array(path[((path.lastIndex(of: slash) ?? -1) + 1)...]) }

  @discardableResult private static func call(
    _ name: StaticString, _ path: [UInt8], _ body: (UnsafePointer<CChar>) -> CInt
  ) throws(SystemError) -> CInt {
    try withCString(path) { path in
      Result { () throws(SystemError) in try checked(name) { body(path) } }
    }.get()
  }
}
