import CroftLinux
import CroftTesting

/// Where a test receives what is sent to the journal.
struct ReceivingJournal {
  let path: String
  private let socket: FileDescriptor

  init(in directory: String) throws {
    path = "\(directory)/journal"
    socket = try UnixSocket.receiveDatagrams(at: path)
    try socket.setNonBlocking()
  }

  /// The fields of the next entry, sorted; nil when there is none.
  func next() -> [String]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 1)
    defer { buffer.deallocate() }
    guard let count = try? socket.read(into: buffer) else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init).sorted()
  }
}
