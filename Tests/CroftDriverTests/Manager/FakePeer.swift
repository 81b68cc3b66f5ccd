import CroftDriver
import CroftLinux
import CroftProtocol

/// The manager's end of a connection, played by the test. What it sends waits in the socket until it is read, so that
/// no second thread is needed.
struct FakePeer {
  let socket: FileDescriptor

  /// A connection and the peer at its other end.
  static func connected(
    timeoutMilliseconds: Int = VarlinkConnection.defaultTimeoutMilliseconds
  ) throws -> (connection: VarlinkConnection, peer: FakePeer) {
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
    let connection = VarlinkConnection(
      adopting: ours, socketPath: "/run/fake", timeoutMilliseconds: timeoutMilliseconds)
    return (connection, FakePeer(socket: theirs))
  }

  func send(_ reply: VarlinkReply, descriptors: [FileDescriptor] = []) throws {
    try send(VarlinkFramer.frame(reply.json), descriptors: descriptors)
  }

  func send(_ event: ApplicationEvent, descriptors: [FileDescriptor] = []) throws {
    try send(VarlinkReply(parameters: JSONValue(encoding: event), continues: true), descriptors: descriptors)
  }

  func send(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws {
    let sent = try bytes.withUnsafeBytes { try UnixSocket.send($0, descriptors: descriptors, to: socket) }
    precondition(sent == bytes.count, "a test sends no more than a socket's buffer holds")
  }

  /// The calls that have come, and the descriptors beside them.
  func receive() throws -> (calls: [VarlinkCall], descriptors: [FileDescriptor]) {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let received = try bytes.withUnsafeMutableBytes {
      try UnixSocket.receive(into: $0, from: socket, maximumDescriptors: 4)
    }
    var framer = VarlinkFramer()
    framer.append(bytes.prefix(received.count))
    var calls: [VarlinkCall] = []
    while let message = try framer.next() { calls.append(try VarlinkCall(json: JSONParser.parse(message))) }
    return (calls, received.descriptors)
  }
}
