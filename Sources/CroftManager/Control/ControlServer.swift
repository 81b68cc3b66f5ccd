import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// Accepts connections on the control socket, cuts their bytes into calls, and sends the replies: each connection's
/// in the order of its calls.
final class ControlServer {
  /// One turn's reading of one connection, so that a busy one doesn't hold up the others.
  private static let receiveBytes = 64 << 10
  /// How long nobody is accepted after that has failed: without descriptors or memory, the connection that waits would
  /// else wake the loop for ever.
  private static let acceptPauseNanoseconds: UInt64 = 1_000_000_000
  private let loop: EventLoop
  private let service: ControlService
  private let limits = ConnectionLimits()
  private let closer: DescriptorCloser
  /// Tells when there may be room again for descriptors of those who are paused.
  private let roomWaker: Waker
  private let log: Logger
  private var socket: ControlSocket?
  private var connections: [CInt: ControlConnection] = [:]
  /// What users have had of this turn of the loop.
  private var budgets: [uid_t: TurnBudget] = [:]
  /// Connections with calls that wait for the next turn, each user's in their order.
  private var postponed: [uid_t: [ControlConnection]] = [:]
  /// Processes that have ended, and may have said something before.
  private var farewells: [Farewell] = []
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: receiveBytes, alignment: 16)

  /// Starts to accept.
  init(
    loop: EventLoop, socket: ControlSocket, service: ControlService, log: Logger, closer: DescriptorCloser = .init()
  ) throws(SystemError) {
    self.closer = closer
    roomWaker = try Waker()
    self.loop = loop
    self.service = service
    self.log = log
    self.socket = socket
    try loop.watch(socket.listener.rawValue, for: .readable) { [unowned self] _ in acceptAll() }
    loop.afterEachTurn = { [unowned self] in finishTurn() }
    try loop.watch(roomWaker.descriptor.rawValue, for: .readable) { [unowned self] _ in resumePaused() }
    closer.onRoom { [roomWaker] in roomWaker.wake() }
    service.hearOut = { [unowned self] process, userID, action in
      farewells.append(Farewell(processID: process, userID: userID, action: action))
    }
  }

  deinit { buffer.deallocate() }

  /// Takes no more connections, and removes a socket of our own so that nobody waits on it.
  func stopListening() {
    guard let socket else { return }
    loop.unwatch(socket.listener.rawValue)
    if let path = socket.ownPath { unlink(path) }
    self.socket = nil
  }

  /// Closes what is left, at the manager's end.
  func closeAll() {
    for connection in connections.values { close(connection, .ended) }
  }

  // MARK: - Accepting

  private func acceptAll() {
    guard let listener = socket?.listener else { return }
    do {
      while let socket = try UnixSocket.accept(on: listener) { admit(socket) }
    } catch {
      log.error("a connection can't be accepted: \(error); trying again in a second")
      pauseAccepting()
    }
  }

  private func pauseAccepting() {
    guard let listener = socket?.listener else { return }
    try? loop.setInterest(listener.rawValue, [])
    loop.addTimer(at: MonotonicTime.nowNanoseconds + Self.acceptPauseNanoseconds) { [weak self] in
      guard let self, let listener = self.socket?.listener else { return }
      try? loop.setInterest(listener.rawValue, .readable)
    }
  }

  /// Whatever is wrong with one connection closes that one alone.
  private func admit(_ socket: FileDescriptor) {
    do {
      let peer = try UnixSocket.peerCredentials(of: socket)
      let openOfUser = connections.values.count { $0.peer.userID == peer.userID }
      if let refusal = limits.refusal(
        of: peer.userID, managerUserID: service.managerUserID, open: connections.count, openOfUser: openOfUser)
      {
        return log.entry(.connectionRefused, "connection refused: \(refusal)", metadata: .peer(peer))
      }
      let connection = ControlConnection(socket: socket, peer: peer)
      try watch(connection)
      connections[socket.rawValue] = connection
    } catch {
      log.entry(.connectionRefused, "connection refused: \(error)")
    }
  }

  private func watch(_ connection: ControlConnection) throws(SystemError) {
    try loop.watch(connection.socket.rawValue, for: .readable) { [unowned self] readiness in
      if connection.isPaused, !readiness.isDisjoint(with: [.hangUp, .error]) { return connection.close(.ended) }
      if !readiness.isDisjoint(with: [.readable, .hangUp, .error]) { receive(connection) }
    }
  }

  // MARK: - Serving

  /// - Returns: Whether anything has come.
  @discardableResult private func receive(_ connection: ControlConnection) -> Bool {
    guard connection.takesBytes else { return false }
    let userID = connection.peer.userID
    guard closer.hasRoom(for: userID) else {
      connection.isPaused = true
      return false
    }
    do {
      let (count, descriptors) = try UnixSocket.receive(
        into: buffer, from: connection.socket, maximumDescriptors: ControlConnection.maximumDescriptors,
        adopt: { (descriptor) throws(SystemError) in
          defer { closer.close(descriptor, of: userID) }
          return try FileDescriptor(holding: descriptor)
        })
      if count == 0 { connection.close(.ended) }
      guard count > 0 else { return false }
      connection.receive(buffer[..<count], descriptors)
    } catch {
      if !error.wouldBlock { connection.close(.ended) }
      return false
    }
    answerCalls(of: connection)
    boundUnfinished(connection)
    return true
  }

  /// Some of what was sent beside messages has been closed. Whoever finds no room all the same is paused again.
  private func resumePaused() {
    roomWaker.acknowledge()
    for connection in connections.values { connection.isPaused = false }
  }

  /// In the order of a user's connections, each as far as the user's turn lasts.
  private func answerCalls(of connection: ControlConnection) {
    let userID = connection.peer.userID
    while connection.reasonToClose == nil {
      let now = MonotonicTime.nowNanoseconds
      if connection.unfinishedBytes > 0, budgets[userID]?.isSpent(at: now) == true { return postpone(connection) }
      guard let call = connection.nextCall() else { return }
      budgets[userID, default: TurnBudget()].spend(at: now)
      service.answer(call, on: connection)
    }
  }

  private func postpone(_ connection: ControlConnection) {
    guard !connection.isPostponed else { return }
    connection.isPostponed = true
    if postponed.isEmpty {
      // After everything that has come by then.
      loop.addTimer(at: MonotonicTime.nowNanoseconds) { [weak self] in self?.answerPostponed() }
    }
    postponed[connection.peer.userID, default: []].append(connection)
  }

  private func answerPostponed() {
    let waiting = postponed.values
    postponed.removeAll()
    for connection in waiting.joined() where connections[connection.socket.rawValue] === connection {
      connection.isPostponed = false
      answerCalls(of: connection)
    }
  }

  /// A user could begin a long message on every connection, and end none.
  private func boundUnfinished(_ connection: ControlConnection) {
    guard connection.unfinishedBytes > 0 else { return }
    let held = connections.values.reduce(0) {
      $0 + ($1.peer.userID == connection.peer.userID ? $1.unfinishedBytes : 0)
    }
    if held > limits.unfinishedBytesPerUser {
      connection.close(.fault("its user's unfinished messages hold over \(limits.unfinishedBytesPerUser) bytes"))
    }
  }

  /// Sends what the turn has queued, and closes what has to be closed. That may end an application, whose share is
  /// then granted to others: so it goes on until nothing more has to be closed.
  private func finishTurn() {
    defer { budgets.removeAll(keepingCapacity: true) }
    var isSettled: Bool
    repeat {
      isSettled = !sayFarewells()
      for connection in connections.values {
        flush(connection)
        if let reason = connection.reasonToClose, mayClose(connection, reason) {
          close(connection, reason)
          isSettled = false
        } else {
          updateInterest(connection, wantsWriting: !connection.outgoing.isEmpty)
        }
      }
    } while !isSettled
  }

  /// Replies are sent before an end, and an application's end waits for what its driver has told by its other
  /// connections.
  private func mayClose(_ connection: ControlConnection, _ reason: ControlConnection.CloseReason) -> Bool {
    guard connection.outgoing.isEmpty || reason != .ended else { return false }
    let (peer, since) = (connection.peer, connection.closingSinceNanoseconds)
    return connection.onClose == nil || hasHeardOut(peer.processID, peer.userID, since: since)
  }

  /// - Returns: Whether there were any to be said.
  private func sayFarewells() -> Bool {
    let all = farewells
    farewells = []
    let waiting = all.filter { farewell in
      guard hasHeardOut(farewell.processID, farewell.userID, since: farewell.sinceNanoseconds) else { return true }
      farewell.action()
      return false
    }
    farewells += waiting
    return waiting.count < all.count
  }

  /// Takes all that a process has sent, and answers it, as far as its user's turn lasts.
  ///
  /// - Returns: false while some of it has to wait for the next turn; but whoever goes on sending is cut short.
  private func hasHeardOut(_ processID: pid_t, _ userID: uid_t, since start: UInt64) -> Bool {
    var hasWaiting = false
    for connection in connections.values
    where connection.peer.processID == processID && connection.peer.userID == userID {
      repeat { flush(connection) } while receive(connection)
      if connection.isPostponed { hasWaiting = true }
    }
    return !hasWaiting || MonotonicTime.nowNanoseconds >= start + Farewell.patienceNanoseconds
  }

  /// Sends, and answers the calls that had to wait until the replies before them were sent.
  private func flush(_ connection: ControlConnection) {
    while !connection.outgoing.isEmpty {
      connection.flush()
      guard connection.outgoing.isEmpty else { return }
      answerCalls(of: connection)
    }
  }

  /// A client that has ended its side may still wait for replies, but its end of file must not wake the loop again.
  private func updateInterest(_ connection: ControlConnection, wantsWriting: Bool) {
    var interest: EventLoop.Interest = connection.takesBytes ? .readable : []
    if wantsWriting { interest.insert(.writable) }
    try? loop.setInterest(connection.socket.rawValue, interest)
  }

  private func close(_ connection: ControlConnection, _ reason: ControlConnection.CloseReason) {
    if case .fault(let fault) = reason {
      log.entry(.connectionRefused, "connection closed: \(fault)", metadata: .peer(connection.peer))
    }
    loop.unwatch(connection.socket.rawValue)
    connections[connection.socket.rawValue] = nil
    connection.onClose?()
    connection.onClose = nil
  }
}
