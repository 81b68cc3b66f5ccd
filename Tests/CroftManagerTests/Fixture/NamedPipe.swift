import CroftLinux
import Glibc
import Testing

/// A pipe in the file system, through which a test and a program wait for each other.
struct NamedPipe {
  private let descriptor: FileDescriptor

  init(_ path: String) throws {
    try #require(mkfifo(path, 0o600) == 0)
    // Open for both, so that opening waits for nobody.
    descriptor = try FileDescriptor.open(path, flags: O_RDWR)
  }

  /// Waits for a line; at most ten seconds.
  func line() throws -> String {
    var entry = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    try #require(poll(&entry, 1, 10_000) == 1, "nobody has written to the pipe")
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }
    return String(decoding: bytes[..<count].filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  func write(_ line: String) throws { try descriptor.writeAll(line + "\n") }
}
