import CroftLinux
import Glibc

/// A directory whose file system never answers, as a dead file server's: a FUSE mount that nobody serves.
package struct HungDirectory {
  package static let canBeMade = geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0

  package let path: String
  private let device: FileDescriptor

  package static func with(_ body: (HungDirectory) throws -> Void) throws {
    let path = try FileSystem.temporaryDirectory(prefix: "croft-hung-")
    defer { try? FileSystem.removeTree(path) }
    let device = try FileDescriptor.open("/dev/fuse", flags: O_RDWR)
    let options = "fd=\(device.rawValue),rootmode=40000,user_id=0,group_id=0"
    guard mount("croft-test", path, "fuse", 0, options) == 0 else {
      throw SystemError("mount", errno: errno, subject: path)
    }
    // Forced, so that whoever still waits is let go.
    defer { umount2(path, CInt(MNT_FORCE | MNT_DETACH)) }
    try body(HungDirectory(path: path, device: device))
  }

  /// Waits until a process asks for the directory.
  package func waitForVisitor() throws {
    try greet()
    // The next message is the visitor's. It isn't taken: whoever waits for an answer to one that was can't be killed.
    var entry = pollfd(fd: device.rawValue, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, 10_000) == 1 else { throw SystemError("poll", errno: ETIMEDOUT, subject: path) }
  }

  /// Waits until a process asks for the directory, and makes it unkillable until the directory is taken away.
  package func takeVisitor() throws {
    try greet()
    _ = try next()
  }

  /// The kernel asks for nothing before its first message has been answered (linux/fuse.h, FUSE_INIT): a header of 16
  /// bytes, and 64 of which the first two words are the version, 7.31, and the fifth the most that it may write.
  private func greet() throws {
    let hello = try next()
    var answer = [UInt32](repeating: 0, count: 20)
    answer[0] = 80
    (answer[2], answer[3]) = (hello[2], hello[3])
    (answer[4], answer[5], answer[9]) = (7, 31, 4096)
    _ = try answer.withUnsafeBytes { try device.write($0) }
  }

  private func next() throws -> [UInt32] {
    // linux/fuse.h, FUSE_MIN_READ_BUFFER, and what the kernel may write.
    var message = [UInt32](repeating: 0, count: 8192)
    _ = try message.withUnsafeMutableBytes { try device.read(into: $0) }
    return message
  }
}
