import CroftLinux
import Glibc
import Testing

@Suite struct TemporaryDirectoriesTests {
  /// One that nobody else uses.
  private let prefix = "croft-abandoned-\(getpid())-"

  @Test func anAbandonedDirectoryIsRemovedByTheNextOwner() throws {
    let abandoned = try TemporaryDirectories.create(prefix: prefix)
    try makeOld(abandoned)
    let next = try TemporaryDirectories.create(prefix: prefix)
    defer { try? FileSystem.removeTree(next) }
    #expect(try FileSystem.status(abandoned) == nil)
    #expect(try FileSystem.status(next)?.kind == .directory)
  }

  @Test func aLockedOrAYoungDirectoryStays() throws {
    let locked = try TemporaryDirectories.create(prefix: "locked-" + prefix)
    let descriptor = try FileDescriptor.open(locked, flags: O_RDONLY | O_DIRECTORY)
    #expect(try FileLock.tryShared(descriptor, subject: locked))
    try makeOld(locked)
    let young = try TemporaryDirectories.create(prefix: "locked-" + prefix)
    let next = try TemporaryDirectories.create(prefix: "locked-" + prefix)
    for path in [locked, young, next] {
      #expect(try FileSystem.status(path)?.kind == .directory)
      try FileSystem.removeTree(path)
    }
    withExtendedLifetime(descriptor) {}
  }

  /// Sets the time of its last change back by an hour.
  private func makeOld(_ path: String) throws {
    let hourAgo = timespec(tv_sec: time(nil) - 3600, tv_nsec: 0)
    let result = utimensat(AT_FDCWD, path, [hourAgo, hourAgo], 0)
    guard result == 0 else { throw SystemError("utimensat", errno: errno, subject: path) }
  }
}
