import Glibc

extension FileSystem {
  /// Removes a file, or a directory with all that is in it. No symbolic link is followed, none below it either; a
  /// path that doesn't exist is no error.
  ///
  /// Directories are emptied by moving those inside up to the top first. However deep a tree was made, to hurt
  /// whoever cleans up, this takes two descriptors and no recursion; however wide, one handful of names at a time.
  ///
  /// - Parameter maximumSteps: Directories and handfuls after which the removal gives up with EBUSY. Somebody who keeps
  ///   writing into the tree would else keep us here for ever; a million takes some ten seconds, and no honest tree
  ///   has as many.
  package static func removeTree(_ path: String, maximumSteps: Int = 1 << 20) throws(SystemError) {
    guard let status = try status(path, followingLinks: false) else { return }
    guard status.kind == .directory else { return try removeFile(path) }
    let top = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    var removal = TreeRemoval(top: top, path: path, stepsLeft: maximumSteps)
    while true {
      try removal.removeContents()
      do {
        try checked("rmdir", path) { rmdir(path) }
        return
      } catch let error where error.errno == ENOTEMPTY {
        try removal.takeStep()
      }
    }
  }
}

/// Empties one directory.
private struct TreeRemoval {
  /// Names held in memory at once: a directory may have any number.
  private static let handful = 4096

  let top: FileDescriptor
  let path: String
  private var stepsLeft: Int
  private var movedCount = 0

  init(top: FileDescriptor, path: String, stepsLeft: Int) {
    self.top = top
    self.path = path
    self.stepsLeft = stepsLeft
  }

  mutating func takeStep() throws(SystemError) {
    guard stepsLeft > 0 else {
      throw SystemError("remove", errno: EBUSY, subject: "\(path), which is too large or still being written to")
    }
    stepsLeft -= 1
  }

  mutating func removeContents() throws(SystemError) {
    while true {
      let names = try handfulOfNames(in: top, called: path)
      if names.isEmpty { return }
      for name in names where try !unlinkFile(name, in: top) { try removeDirectory(name) }
    }
  }

  private mutating func removeDirectory(_ name: String) throws(SystemError) {
    do {
      let directory = try open(name)
      while true {
        let names = try handfulOfNames(in: directory, called: "\(path)/\(name)")
        if names.isEmpty { break }
        for inner in names where try !unlinkFile(inner, in: directory) { try moveUp(inner, from: directory) }
      }
      try checked("rmdir", "\(path)/\(name)") { unlinkat(top.rawValue, name, AT_REMOVEDIR) }
    } catch let error where error.errno == ENOENT || error.errno == ENOTEMPTY {
      // Gone already, or written to in the meantime: the next handful of the top shows what is left.
    }
  }

  private mutating func handfulOfNames(
    in directory: FileDescriptor, called path: String
  ) throws(SystemError) -> [String] {
    try takeStep()
    return try FileSystem.names(in: directory, called: path, maximumCount: Self.handful)
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
        return
      } catch let error where error.errno == ENOTEMPTY || error.errno == EEXIST || error.errno == ENOTDIR {
        try takeStep()
      }
    }
  }
}
