import CroftLinux
import Glibc
import Testing

/// A directory whose file system never answers, as a dead file server's: a FUSE mount that nobody serves.
struct HungDirectory {
  static let canBeMade = geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0

  let path: String
  private let device: FileDescriptor

  static func with(_ body: (HungDirectory) throws -> Void) throws {
    try withTemporaryDirectory { path in
      let device = try FileDescriptor.open("/dev/fuse", flags: O_RDWR)
      let options = "fd=\(device.rawValue),rootmode=40000,user_id=0,group_id=0"
      try #require(mount("croft-test", path, "fuse", 0, options) == 0)
      // Forced, so that whoever still waits is let go.
      defer { umount2(path, CInt(MNT_FORCE | MNT_DETACH)) }
      try body(HungDirectory(path: path, device: device))
    }
  }

  /// Waits until a process asks for the directory, and makes it unkillable until the directory is taken away.
  func takeVisitor() throws {
    // The kernel asks for nothing before its first message has been answered (linux/fuse.h, FUSE_INIT): a header of
    // 16 bytes, and 64 of which the first two words are the version, 7.31, and the fifth the most that it may write.
    let hello = try next()
    var answer = [UInt32](repeating: 0, count: 20)
    answer[0] = 80
    (answer[2], answer[3]) = (hello[2], hello[3])
    (answer[4], answer[5], answer[9]) = (7, 31, 4096)
    _ = try answer.withUnsafeBytes { try device.write($0) }
    // The next message is the visitor's. Who waits for an answer to one that was taken can't even be killed.
    _ = try next()
  }

  private func next() throws -> [UInt32] {
    // linux/fuse.h, FUSE_MIN_READ_BUFFER, and what the kernel may write.
    var message = [UInt32](repeating: 0, count: 8192)
    _ = try message.withUnsafeMutableBytes { try device.read(into: $0) }
    return message
  }
}
