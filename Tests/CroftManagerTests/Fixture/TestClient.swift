import CroftLinux
import CroftProtocol
import Glibc
import Testing

/// A blocking client, with which tests can also misbehave.
final class TestClient {
  enum Problem: Error { case closed, silent }

  let socket: FileDescriptor
  private var framer = VarlinkFramer()
  /// Descriptors that have come, in order.
  private(set) var descriptors: [FileDescriptor] = []

  init(_ manager: RunningManager) throws {
    socket = try UnixSocket.connect(to: manager.socket)
    try Self.bound(socket)
  }

  init(_ socket: FileDescriptor) throws {
    self.socket = socket
    try Self.bound(socket)
  }

  /// A test that waits for what never comes has to fail, not to hang.
  static func bound(_ socket: FileDescriptor) throws {
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  func send(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws {
    var sent = 0
    while sent < bytes.count {
      sent += try bytes[sent...].withUnsafeBytes {
        try UnixSocket.send($0, descriptors: sent == 0 ? descriptors : [], to: socket)
      }
    }
  }

  func send(_ call: VarlinkCall, descriptors: [FileDescriptor] = []) throws {
    try send(VarlinkFramer.frame(call.json), descriptors: descriptors)
  }

  func receive() throws -> VarlinkReply {
    while true {
      if let message = try framer.next() { return try VarlinkReply(json: JSONParser.parse(message)) }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 1)
      defer { buffer.deallocate() }
      let (count, received) = try UnixSocket.receive(into: buffer, from: socket, maximumDescriptors: 8)
      guard count > 0 else { throw Problem.closed }
      framer.append(buffer[..<count])
      descriptors += received
    }
  }

  func call<Method: ManagerMethod>(_ method: Method) throws -> Method.Reply {
    try send(method.call())
    let reply = try receive()
    if let error = ManagerError(reply: reply) { throw error }
    return try reply.parameters.decoded()
  }

  /// Whether the manager closes the connection.
  func isClosedByPeer() -> Bool {
    do {
      while true { _ = try receive() }
    } catch Problem.closed {
      return true
    } catch let error as SystemError {
      return error.errno == ECONNRESET
    } catch {
      return false
    }
  }
}
