import CroftLinux
import Glibc
import Testing

/// Where a test receives what is sent to the journal.
struct ReceivingJournal {
  let path: String
  private let socket: FileDescriptor

  init(in directory: String) throws {
    path = "\(directory)/journal"
    socket = FileDescriptor(
      adopting: Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  /// The fields of the next entry, sorted; nil when there is none.
  func next() -> [String]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 1)
    defer { buffer.deallocate() }
    guard let count = try? socket.read(into: buffer) else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init).sorted()
  }
}
