package import CroftLinux
import Glibc

/// The service manager's end of sd_notify(3).
package struct NotifySocket: Sendable {
  private let descriptor: FileDescriptor

  /// What NOTIFY_SOCKET has to name.
  package let path: String

  package init(_ path: String) throws {
    self.path = path
    descriptor = try UnixSocket.receiveDatagrams(at: path)
    // A daemon that never says anything has to fail the test, not to hang it.
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Waits for the next message: its assignments, a line each.
  package func nextMessage() throws -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { buffer.deallocate() }
    return String(decoding: buffer[..<(try descriptor.read(into: buffer))], as: UTF8.self)
  }

  /// Waits for a message with such a line, and gives it. What comes before it is dropped.
  package func message(withLine line: String) throws -> String {
    while true {
      let message = try nextMessage()
      if message.split(separator: "\n").contains(line[...]) { return message }
    }
  }
}

extension UnixSocket {
  /// A socket of a test's own that receives what is sent to a path.
  package static func receiveDatagrams(at path: String) throws -> FileDescriptor {
    let descriptor = FileDescriptor(adopting: socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw SystemError("bind", errno: errno, subject: path) }
    return descriptor
  }
}
