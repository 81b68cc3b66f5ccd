import Glibc

extension FileSystem {
  /// Removes a file, or a directory with all that is in it. No symbolic link is followed, none below it either; a
  /// path that doesn't exist is no error.
  ///
  /// Directories are emptied by moving those inside up to the top first. However deep a tree was made, to hurt
  /// whoever cleans up, this takes two descriptors and no recursion.
  package static func removeTree(_ path: String) throws(SystemError) {
    guard let status = try status(path, followingLinks: false) else { return }
    guard status.kind == .directory else { return try removeFile(path) }
    let top = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    // Somebody who still writes into the tree gets a few chances to stop, and can't keep us here for ever.
    let maximumPasses = 8
    for pass in 1... {
      try TreeRemoval(top: top, path: path).removeContents()
      do {
        try checked("rmdir", path) { rmdir(path) }
        return
      } catch let error where error.errno == ENOTEMPTY && pass < maximumPasses {
        continue
      }
    }
  }
}

/// Empties one directory.
private struct TreeRemoval {
  let top: FileDescriptor
  let path: String
  private var directories: [String] = []
  private var movedCount = 0

  init(top: FileDescriptor, path: String) {
    self.top = top
    self.path = path
  }

  func removeContents() throws(SystemError) {
    var removal = self
    try removal.run()
  }

  private mutating func run() throws(SystemError) {
    for name in try FileSystem.names(in: top, called: path) where try !unlinkFile(name, in: top) {
      directories.append(name)
    }
    while let name = directories.popLast() { try removeDirectory(name) }
  }

  private mutating func removeDirectory(_ name: String) throws(SystemError) {
    do {
      let directory = try open(name)
      for inner in try FileSystem.names(in: directory, called: "\(path)/\(name)")
      where try !unlinkFile(inner, in: directory) {
        try moveUp(inner, from: directory)
      }
      try checked("rmdir", "\(path)/\(name)") { unlinkat(top.rawValue, name, AT_REMOVEDIR) }
    } catch let error where error.errno == ENOENT || error.errno == ENOTEMPTY {
      // Gone already, or written to in the meantime: the next pass sees what is left.
    }
  }

  private func open(_ name: String) throws(SystemError) -> FileDescriptor {
    try withPermission(on: name, in: top) { () throws(SystemError) in
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let directory = FileDescriptor(
        adopting: try checked("openat", "\(path)/\(name)") { openat(top.rawValue, name, flags) })
      // Only a directory that its owner may write to can be emptied; root needs no permission.
      if geteuid() != 0 { try checked("fchmod", "\(path)/\(name)") { fchmod(directory.rawValue, 0o700) } }
      return directory
    }
  }

  /// Tries again when the directory's owner, who we are, had given up the permission.
  @discardableResult
  private func withPermission<Result>(
    on name: String, in directory: FileDescriptor, _ body: () throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    do {
      return try body()
    } catch let error where error.errno == EACCES {
      try checked("fchmodat", "\(path): \(name)") {
        fchmodat(directory.rawValue, name, 0o700, AT_SYMLINK_NOFOLLOW)
      }
      return try body()
    }
  }

  /// False when the name is a directory's.
  private func unlinkFile(_ name: String, in directory: FileDescriptor) throws(SystemError) -> Bool {
    do {
      try checked("unlink", "\(path): \(name)") { unlinkat(directory.rawValue, name, 0) }
      return true
    } catch let error where error.errno == ENOENT {
      return true
    } catch let error where error.errno == EISDIR || error.errno == EPERM {
      // unlink(2): EISDIR on Linux, EPERM by POSIX. A file that really may not be unlinked fails as a directory.
      return false
    }
  }

  private mutating func moveUp(_ name: String, from directory: FileDescriptor) throws(SystemError) {
    while true {
      let newName = ".removed-\(movedCount)"
      movedCount += 1
      do {
        try withPermission(on: name, in: directory) { () throws(SystemError) in
          try checked("rename", "\(path): \(name)") {
            renameat(directory.rawValue, name, top.rawValue, newName)
          }
        }
        directories.append(newName)
        return
      } catch let error where error.errno == ENOTEMPTY || error.errno == EEXIST || error.errno == ENOTDIR {
        continue
      }
    }
  }
}
