import Glibc

/// A whole disk, by its numbers: what `io.max` is set for.
package struct BlockDevice: Sendable, Hashable {
  package let major: Int
  package let minor: Int

  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// The disk at the path, or that the path's file system lies on; a partition's disk, since the kernel limits only
  /// those.
  ///
  /// - Parameter root: Where the kernel lists block devices by number.
  /// - Throws: ENODEV when there is no disk behind it, such as for /proc.
  package init(holding path: String, root: String = "/sys/dev/block") throws(SystemError) {
    guard let status = try FileSystem.status(path) else {
      throw SystemError("find the block device", errno: ENOENT, subject: path)
    }
    let found = BlockDevice(status.disk ?? status.device)
    let entry = "\(root)/\(found)"
    guard try FileSystem.status(entry) != nil else {
      throw SystemError("find the block device", errno: ENODEV, subject: path)
    }
    // A partition's entry lies in its disk's.
    guard try FileSystem.status("\(entry)/partition") != nil,
      let disk = BlockDevice(try FileSystem.readText("\(entry)/../dev", maximumBytes: 64))
    else {
      self = found
      return
    }
    self = disk
  }

  /// As makedev(3) packs them: twelve bits of the major number in the middle of the minor's.
  private init(_ number: dev_t) {
    self.init(
      major: Int(number >> 8 & 0xFFF | number >> 32 & ~0xFFF), minor: Int(number & 0xFF | number >> 12 & 0xFFFFFF00))
  }

  /// `8:0`, as the kernel writes it.
  init?(_ text: some StringProtocol) {
    let numbers = text.split(whereSeparator: { $0 == ":" || $0.isWhitespace }).map { Int($0) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    self.init(major: major, minor: minor)
  }
}

extension BlockDevice: CustomStringConvertible {
  package var description: String { "\(major):\(minor)" }
}
