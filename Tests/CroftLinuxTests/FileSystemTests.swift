import CroftLinux
import Glibc
import Synchronization
import Testing

@Suite struct FileSystemTests {
  @Test func parentsAreMadeAndAccepted() throws {
    try withTemporaryDirectory { directory in
      try FileSystem.createDirectory("\(directory)/a/b/c", mode: 0o700, parents: true)
      try FileSystem.createDirectory("\(directory)/a/b/c", mode: 0o700, parents: true)
      #expect(throws: SystemError("mkdir", errno: EEXIST, subject: "\(directory)/a")) {
        try FileSystem.createDirectory("\(directory)/a", mode: 0o700)
      }
      try writeFile("\(directory)/file", "")
      #expect(throws: SystemError("mkdir", errno: EEXIST, subject: "\(directory)/file")) {
        try FileSystem.createDirectory("\(directory)/file", mode: 0o700, parents: true)
      }
    }
  }

  @Test func listsAndGlobsAreSorted() throws {
    try withTemporaryDirectory { directory in
      for name in ["b.txt", "a.txt", "c.log", ".hidden"] { try writeFile("\(directory)/\(name)", name) }
      #expect(try FileSystem.list(directory) == [".hidden", "a.txt", "b.txt", "c.log"])
      #expect(try FileSystem.glob("\(directory)/*.txt") == ["\(directory)/a.txt", "\(directory)/b.txt"])
      #expect(try FileSystem.glob("\(directory)/{c,a}.*") == ["\(directory)/a.txt", "\(directory)/c.log"])
      #expect(try FileSystem.glob("\(directory)/*.none").isEmpty)
      #expect(throws: SystemError("open", errno: ENOTDIR, subject: "\(directory)/a.txt")) {
        try FileSystem.list("\(directory)/a.txt")
      }
    }
  }

  /// Also by several at once: none takes away what another one is about to put there.
  @Test func aLinkIsReplacedByWhoeverMakesItLast() throws {
    try withTemporaryDirectory { directory in
      let link = "\(directory)/link"
      let failures = Mutex<[String]>([])
      let threads = try (0..<4).map { number in
        try NamedThread.start(name: "linker") {
          for _ in 0..<200 {
            do {
              try FileSystem.link(link, to: "target-\(number)")
            } catch {
              failures.withLock { $0.append("\(error)") }
            }
          }
        }
      }
      for thread in threads { thread.join() }
      #expect(failures.withLock { $0 } == [])
      #expect(try FileSystem.linkTarget(link).hasPrefix("target-"))
      #expect(try FileSystem.list(directory) == ["link"])
    }
  }

  @Test func statusTellsKindSizeAndOwner() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/file", "12345")
      symlink("file", "\(directory)/link")
      let file = try #require(try FileSystem.status("\(directory)/file"))
      #expect(file.kind == .file && file.size == 5 && file.owner == geteuid() && file.permissions == 0o644)
      #expect(try FileSystem.status("\(directory)/link") == file)
      #expect(try FileSystem.status("\(directory)/link", followingLinks: false)?.kind == .symbolicLink)
      #expect(try FileSystem.status(directory)?.kind == .directory)
      #expect(try FileSystem.status("\(directory)/none") == nil)
      #expect(try FileSystem.status("\(directory)/file/below") == nil)
    }
  }

  /// The year 2300 is beyond what fits in 64 bits of nanoseconds, and any owner of a file may set it.
  @Test(arguments: [10_413_792_000, 13_000_000_000]) func aFileFromTheFarFutureIsAFile(seconds: Int) throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/file"
      try writeFile(path, "")
      let times = [timespec(tv_sec: seconds, tv_nsec: 1), timespec(tv_sec: seconds, tv_nsec: 2)]
      #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
      #expect(try FileSystem.status(path)?.kind == .file)
    }
  }

  @Test func aRenameReplaces() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/new", "new")
      try writeFile("\(directory)/old", "old")
      try FileSystem.rename("\(directory)/new", to: "\(directory)/old")
      #expect(try FileSystem.list(directory) == ["old"])
      #expect(try FileSystem.readText("\(directory)/old", maximumBytes: 10) == "new")
    }
  }

  @Test func aTreeIsRemovedWithoutFollowingLinks() throws {
    try withTemporaryDirectory { directory in
      let outside = "\(directory)/outside"
      let tree = "\(directory)/tree"
      try FileSystem.createDirectory(outside, mode: 0o700)
      try writeFile("\(outside)/precious", "x")
      // A name that the removal itself would choose must not confuse it.
      for inner in ["a/b/c", "a/d", "e", ".removed-0", ".removed-1/x/y"] {
        try FileSystem.createDirectory("\(tree)/\(inner)", mode: 0o700, parents: true)
        try writeFile("\(tree)/\(inner)/file", "x")
        symlink(outside, "\(tree)/\(inner)/link")
      }
      try writeFile("\(tree)/.removed-2", "x")
      try FileSystem.removeTree(tree)
      #expect(try FileSystem.status(tree) == nil)
      try FileSystem.removeTree(tree)
      symlink(outside, tree)
      try FileSystem.removeTree(tree)
      #expect(try FileSystem.list(directory) == ["outside"])
      #expect(try FileSystem.list(outside) == ["precious"])
    }
  }

  @Test func aTreeDeeperThanAnyPathIsRemoved() throws {
    try withTemporaryDirectory { directory in
      // 5000 levels: more than descriptors are allowed, and longer than PATH_MAX.
      var current = try FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY)
      for _ in 0..<5000 {
        mkdirat(current.rawValue, "d", 0o700)
        current = FileDescriptor(adopting: openat(current.rawValue, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
      }
      try FileSystem.removeTree("\(directory)/d")
      #expect(try FileSystem.list(directory).isEmpty)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "permissions don't stop root: run the tests as another user too"))
  func aReadOnlyTreeOfTheUsersOwnIsRemoved() throws {
    try withTemporaryDirectory { directory in
      try FileSystem.createDirectory("\(directory)/tree/inner/deep", mode: 0o700, parents: true)
      try writeFile("\(directory)/tree/inner/deep/file", "x")
      for path in ["/tree/inner/deep", "/tree/inner"] { chmod(directory + path, 0o500) }
      try FileSystem.removeTree("\(directory)/tree")
      #expect(try FileSystem.list(directory).isEmpty)
    }
  }

  @Test func temporaryDirectoriesAreTheUsersAlone() throws {
    try withTemporaryDirectory { directory in
      let status = try FileSystem.status(directory)
      #expect(status?.permissions == 0o700)
      #expect(directory.split(separator: "/").last?.hasPrefix("croft-linux-") == true)
    }
  }
}
