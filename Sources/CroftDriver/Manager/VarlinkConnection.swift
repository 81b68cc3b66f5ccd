package import CroftLinux
package import CroftProtocol
import Glibc

/// One connection to a manager: calls go out, replies and descriptors come in.
///
/// It works the same way over a blocking socket, where waiting is bounded, and over a non-blocking one.
package final class VarlinkConnection {
  package enum Arrival {
    case bytes
    case nothingYet
    case endOfFile
  }

  /// A manager answers within milliseconds. One that takes this long hangs, and a person should hear of it.
  package static let defaultTimeoutMilliseconds = 10_000

  /// Replies are smaller, but for long lists; those come in several pieces.
  private static let readBytes = 64 << 10

  /// A reply carries one descriptor; the bound keeps a broken peer from filling our table.
  private static let maximumDescriptorsPerRead = 16

  /// Descriptors that came and were not claimed. More than grants can be on their way in one read.
  private static let maximumUnclaimedDescriptors = 64

  let socketPath: String
  let descriptor: FileDescriptor
  private let timeoutMilliseconds: Int
  private var framer = VarlinkFramer()
  private var unclaimedDescriptors: [FileDescriptor] = []

  package init(
    adopting descriptor: FileDescriptor, socketPath: String, timeoutMilliseconds: Int = defaultTimeoutMilliseconds
  ) {
    self.descriptor = descriptor
    self.socketPath = socketPath
    self.timeoutMilliseconds = timeoutMilliseconds
  }

  /// Connects, and refuses to talk to a stranger: the default path of a user without a runtime directory is below
  /// /tmp, where anyone could listen in the user's name.
  ///
  /// - Parameter isBlocking: also whether to wait for a manager that is too busy to accept connections.
  package convenience init(
    connectingTo socketPath: String, timeoutMilliseconds: Int = defaultTimeoutMilliseconds, isBlocking: Bool = true
  ) throws(ManagerClientError) {
    let descriptor: FileDescriptor
    let peer: PeerCredentials
    do {
      descriptor = try UnixSocket.connect(to: socketPath, isBlocking: isBlocking)
      peer = try UnixSocket.peerCredentials(of: descriptor)
    } catch {
      throw ManagerClientError(.unreachable(errno: error.errno), socketPath: socketPath)
    }
    guard [0, geteuid()].contains(peer.userID) || geteuid() == 0 else {
      throw ManagerClientError(.untrusted(userID: peer.userID), socketPath: socketPath)
    }
    self.init(adopting: descriptor, socketPath: socketPath, timeoutMilliseconds: timeoutMilliseconds)
  }

  // MARK: Blocking

  /// Sends a whole message, with descriptors beside its first byte.
  package func send(_ call: VarlinkCall, descriptors: [FileDescriptor] = []) throws(ManagerClientError) {
    setTimeout(SO_SNDTIMEO, milliseconds: timeoutMilliseconds)
    let message = VarlinkFramer.frame(call.json)
    var rest = message[...]
    var passengers = descriptors
    while !rest.isEmpty {
      guard let sent = try sendOnce(rest, descriptors: passengers) else {
        throw failure(.timedOut(milliseconds: timeoutMilliseconds))
      }
      rest = rest.dropFirst(sent)
      passengers = []
    }
  }

  /// Waits for the next reply.
  package func receiveReply() throws(ManagerClientError) -> VarlinkReply {
    let deadline = MonotonicTime.nowNanoseconds + UInt64(timeoutMilliseconds) * 1_000_000
    while true {
      if let reply = try nextReply() { return reply }
      let now = MonotonicTime.nowNanoseconds
      guard now < deadline else { throw failure(.timedOut(milliseconds: timeoutMilliseconds)) }
      // Rounded up: a timeout of zero would mean to wait for ever (socket(7)).
      setTimeout(SO_RCVTIMEO, milliseconds: Int((deadline - now) / 1_000_000) + 1)
      switch try readOnce() {
      case .bytes: continue
      case .nothingYet: throw failure(.timedOut(milliseconds: timeoutMilliseconds))
      case .endOfFile: throw failure(.closed)
      }
    }
  }

  /// Waits for the next reply, for ever if need be.
  func waitForReply() throws(ManagerClientError) -> VarlinkReply {
    setTimeout(SO_RCVTIMEO, milliseconds: 0)
    while true {
      if let reply = try nextReply() { return reply }
      // An interrupted read says that nothing has come yet.
      if case .endOfFile = try readOnce() { throw failure(.closed) }
    }
  }

  // MARK: Without waiting

  /// Sends what one write takes, and gives the number of bytes; nil when it takes none now.
  func sendOnce(
    _ bytes: ArraySlice<UInt8>, descriptors: [FileDescriptor] = []
  ) throws(ManagerClientError) -> Int? {
    try attempt { () throws(SystemError) in
      try bytes.span.bytes.withUnsafeBytes { bytes throws(SystemError) in
        try UnixSocket.send(bytes, descriptors: descriptors, to: descriptor)
      }
    }
  }

  /// Takes in what one read gives.
  package func readOnce() throws(ManagerClientError) -> Arrival {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.readBytes, alignment: 16)
    defer { chunk.deallocate() }
    let received = try attempt { () throws(SystemError) in
      try UnixSocket.receive(
        into: chunk, from: descriptor, maximumDescriptors: Self.maximumDescriptorsPerRead)
    }
    guard let received else { return .nothingYet }
    guard received.count > 0 else { return .endOfFile }
    framer.append(chunk[..<received.count])
    unclaimedDescriptors += received.descriptors
    guard unclaimedDescriptors.count <= Self.maximumUnclaimedDescriptors else {
      throw failure(.malformed("it sends descriptors that belong to no reply"))
    }
    return .bytes
  }

  /// The next reply among the bytes that were taken in.
  package func nextReply() throws(ManagerClientError) -> VarlinkReply? {
    do {
      guard let message = try framer.next() else { return nil }
      return try VarlinkReply(json: JSONParser.parse(message))
    } catch {
      throw failure(.malformed(String(describing: error)))
    }
  }

  /// The earliest descriptor that no reply has claimed.
  ///
  /// The kernel may give several messages in one read, and tells only that the descriptors came with one of them; but
  /// it keeps their order, so that replies that carry one descriptor each can claim them in turn.
  package func claimDescriptor() -> FileDescriptor? {
    unclaimedDescriptors.isEmpty ? nil : unclaimedDescriptors.removeFirst()
  }

  /// Tells the other side that this is the end, also while others still hold on to this connection.
  func shutDown() {
    shutdown(descriptor.rawValue, CInt(SHUT_RDWR))
  }

  // MARK: Errors

  func failure(_ reason: ManagerClientError.Reason) -> ManagerClientError {
    ManagerClientError(reason, socketPath: socketPath)
  }

  /// The result of a system call; nil when it would block, or its timeout passed.
  private func attempt<Result>(_ call: () throws(SystemError) -> Result) throws(ManagerClientError) -> Result? {
    do {
      return try call()
    } catch {
      if error.wouldBlock { return nil }
      let isHangUp = error.errno == EPIPE || error.errno == ECONNRESET
      throw failure(isHangUp ? .closed : .broken(errno: error.errno))
    }
  }

  private func setTimeout(_ option: CInt, milliseconds: Int) {
    var value = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    // It fails only for a wrong descriptor or option, and then the read or write that follows fails too.
    setsockopt(descriptor.rawValue, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<timeval>.size))
  }
}
