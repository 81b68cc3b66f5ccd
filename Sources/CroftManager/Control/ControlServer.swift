import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// Accepts connections on the control socket, cuts their bytes into calls, and sends the replies: each connection's
/// in the order of its calls.
final class ControlServer {
  /// Each connection costs a descriptor and some buffers. A driver holds two, a command one for a moment.
  static let maximumConnections = 1024
  /// So that one user can't shut the others out.
  static let maximumConnectionsPerUser = 256
  /// One turn's reading of one connection, so that a busy one doesn't hold up the others.
  private static let receiveBytes = 64 << 10

  private let loop: EventLoop
  private let path: String
  private let service: ControlService
  private let log: Logger
  private var listener: FileDescriptor?
  private var isAcceptPaused = false
  private var connections: [CInt: ControlConnection] = [:]
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: receiveBytes, alignment: 16)

  /// Starts to listen.
  init(loop: EventLoop, path: String, mode: mode_t, service: ControlService, log: Logger) throws(SystemError) {
    self.loop = loop
    self.path = path
    self.service = service
    self.log = log
    let listener = try UnixSocket.listen(at: path, mode: mode, backlog: SOMAXCONN)
    self.listener = listener
    try loop.watch(listener.rawValue, for: .readable) { [unowned self] _ in acceptAll() }
    loop.afterEachTurn = { [unowned self] in finishTurn() }
  }

  deinit { buffer.deallocate() }

  /// Takes no more connections, and removes the socket so that nobody waits on it.
  func stopListening() {
    guard let listener else { return }
    loop.unwatch(listener.rawValue)
    unlink(path)
    self.listener = nil
  }

  /// Closes what is left, at the manager's end.
  func closeAll() {
    for connection in connections.values { close(connection, .ended) }
  }

  // MARK: - Accepting

  private func acceptAll() {
    guard let listener else { return }
    do {
      while let socket = try UnixSocket.accept(on: listener) { try admit(socket) }
    } catch {
      // Without descriptors the waiting connection would wake the loop for ever; the next close makes room.
      log.error("a connection can't be accepted: \(error); trying again when another one has closed")
      isAcceptPaused = true
      try? loop.setInterest(listener.rawValue, [])
    }
  }

  private func admit(_ socket: FileDescriptor) throws(SystemError) {
    let peer = try UnixSocket.peerCredentials(of: socket)
    if connections.count >= Self.maximumConnections {
      return refuse(peer, "there are \(Self.maximumConnections) already")
    }
    if connections.values.count(where: { $0.peer.userID == peer.userID }) >= Self.maximumConnectionsPerUser {
      return refuse(peer, "the user has \(Self.maximumConnectionsPerUser) already")
    }
    let connection = ControlConnection(socket: socket, peer: peer)
    try loop.watch(socket.rawValue, for: .readable) { [unowned self] readiness in
      if !readiness.isDisjoint(with: [.readable, .hangUp, .error]) { receive(connection) }
    }
    connections[socket.rawValue] = connection
  }

  private func refuse(_ peer: PeerCredentials, _ reason: String) {
    log.warning("connection refused: \(reason)", metadata: .peer(peer))
  }

  // MARK: - Serving

  private func receive(_ connection: ControlConnection) {
    guard connection.reasonToClose == nil else { return }
    do {
      let (count, descriptors) = try UnixSocket.receive(
        into: buffer, from: connection.socket, maximumDescriptors: ControlConnection.maximumDescriptors)
      if count == 0 { return connection.close(.ended) }
      connection.receive(buffer[..<count], descriptors)
    } catch {
      return error.wouldBlock ? () : connection.close(.ended)
    }
    while let (call, descriptors) = connection.nextCall() {
      service.answer(call, descriptors, on: connection)
    }
  }

  /// Sends what the turn has queued, and closes what has to be closed. That may end an application, whose share is
  /// then granted to others: so it goes on until nothing more has to be closed.
  private func finishTurn() {
    var closed: Int
    repeat {
      closed = 0
      for connection in connections.values {
        if !connection.outgoing.isEmpty { connection.flush() }
        let wantsWriting = !connection.outgoing.isEmpty
        if let reason = connection.reasonToClose, !wantsWriting || reason != .ended {
          close(connection, reason)
          closed += 1
        } else {
          updateInterest(connection, wantsWriting: wantsWriting)
        }
      }
    } while closed > 0
  }

  /// A client that has ended its side may still wait for replies, but its end of file must not wake the loop again.
  private func updateInterest(_ connection: ControlConnection, wantsWriting: Bool) {
    var interest: EventLoop.Interest = connection.reasonToClose == nil ? .readable : []
    if wantsWriting { interest.insert(.writable) }
    try? loop.setInterest(connection.socket.rawValue, interest)
  }

  private func close(_ connection: ControlConnection, _ reason: ControlConnection.CloseReason) {
    if case .fault(let fault) = reason {
      log.warning("connection closed: \(fault)", metadata: .peer(connection.peer))
    }
    loop.unwatch(connection.socket.rawValue)
    connections[connection.socket.rawValue] = nil
    connection.onClose?()
    connection.onClose = nil
    guard isAcceptPaused, let listener else { return }
    isAcceptPaused = false
    try? loop.setInterest(listener.rawValue, .readable)
  }
}
