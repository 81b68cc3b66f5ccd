import CroftLinux
import Glibc
import Testing

/// The service manager's end of sd_notify(3).
struct NotifySocket {
  private let descriptor: FileDescriptor

  init(_ path: String) throws {
    descriptor = FileDescriptor(adopting: socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    // A daemon that never gets ready has to fail the test, not to hang it.
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  func nextMessage() throws -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { buffer.deallocate() }
    return String(decoding: buffer[..<(try descriptor.read(into: buffer))], as: UTF8.self)
  }
}
