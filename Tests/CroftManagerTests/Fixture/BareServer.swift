import CroftLinux
import CroftProtocol
import Glibc
import Logging

@testable import CroftManager

/// A manager with its socket on the test's own thread: the test runs its loop, a turn at a time.
final class BareServer {
  let bare: BareManager
  let server: ControlServer
  private let path: String

  init(in directory: String, closer: DescriptorCloser = DescriptorCloser()) throws {
    bare = try BareManager(in: directory, Store.quiet(in: directory))
    path = "\(directory)/socket"
    let log = bare.log
    server = try ControlServer(
      loop: bare.loop, socket: ControlSocket(at: path, mode: 0o600), service: ControlService(manager: bare.manager),
      log: Logger(label: "test") { _ in log.handler }, closer: closer)
  }

  /// A client whose connection waits to be accepted.
  func connect() throws -> WaitingClient { try WaitingClient(UnixSocket.connect(to: path)) }

  /// One turn of the loop.
  func turn() { bare.loop.runOnce(timeoutNanoseconds: nil) }
}

/// A client that never waits: it takes what has come by now.
final class WaitingClient {
  let socket: FileDescriptor
  private var framer = VarlinkFramer()

  init(_ socket: FileDescriptor) throws {
    self.socket = socket
    try socket.setNonBlocking()
  }

  func send(_ calls: [VarlinkCall], descriptors: [FileDescriptor] = []) throws {
    let bytes = calls.flatMap { VarlinkFramer.frame($0.json) }
    _ = try bytes.withUnsafeBytes { try UnixSocket.send($0, descriptors: descriptors, to: socket) }
  }

  /// The replies that have come since the last time.
  func replies() throws -> [VarlinkReply] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
    defer { buffer.deallocate() }
    do throws(SystemError) {
      while true {
        let (count, _) = try UnixSocket.receive(into: buffer, from: socket, maximumDescriptors: 8)
        guard count > 0 else { break }
        framer.append(buffer[..<count])
      }
    } catch {
      guard error.wouldBlock else { throw error }
    }
    var replies: [VarlinkReply] = []
    while let message = try framer.next() { replies.append(try VarlinkReply(json: JSONParser.parse(message))) }
    return replies
  }
}
