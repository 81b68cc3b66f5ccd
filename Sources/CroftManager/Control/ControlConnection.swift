import CroftLinux
import CroftProtocol

/// One client of the control socket.
final class ControlConnection {
  /// What a client may have queued that it doesn't read: the longest list of executors has some 4 MiB.
  static let maximumOutgoingBytes = 8 << 20
  /// Descriptors that may wait for the end of the message they came beside. A registration brings one.
  static let maximumDescriptors = 8

  let socket: FileDescriptor
  let peer: PeerCredentials
  /// Set once the connection has become an application's stream of events; called when it goes.
  var onClose: (() -> Void)?
  /// Why the connection has to be closed, once what is queued for it has been sent.
  private(set) var reasonToClose: CloseReason?
  private(set) var outgoing = OutgoingQueue()
  private var framer = VarlinkFramer()
  private var descriptors: [FileDescriptor] = []

  enum CloseReason: Equatable {
    /// The client went; nothing to tell.
    case ended
    /// The client broke a rule; worth a line in the log.
    case fault(String)
  }

  init(socket: FileDescriptor, peer: PeerCredentials) {
    self.socket = socket
    self.peer = peer
  }

  // MARK: - Incoming

  /// Takes what was received.
  func receive(_ bytes: some Collection<UInt8>, _ descriptors: [FileDescriptor]) {
    framer.append(bytes)
    self.descriptors += descriptors
    if self.descriptors.count > Self.maximumDescriptors {
      close(.fault("it sent more than \(Self.maximumDescriptors) descriptors beside a message"))
    }
  }

  /// The next whole call, with the descriptors that have come up to its end. A malformed one is a reason to close.
  func nextCall() -> (call: VarlinkCall, descriptors: [FileDescriptor])? {
    guard reasonToClose == nil else { return nil }
    do {
      guard let message = try framer.next() else { return nil }
      let call = try VarlinkCall(json: try JSONParser.parse(message))
      defer { descriptors.removeAll() }
      return (call, descriptors)
    } catch {
      close(.fault("its message can't be read: \(error)"))
      return nil
    }
  }

  // MARK: - Outgoing

  /// Queues a reply; the server sends it at the end of its turn.
  func send(_ reply: VarlinkReply, descriptors: [FileDescriptor] = []) {
    outgoing.append(VarlinkFramer.frame(reply.json), descriptors: descriptors)
    if outgoing.byteCount > Self.maximumOutgoingBytes {
      outgoing = OutgoingQueue()
      close(.fault("it doesn't read its replies: \(Self.maximumOutgoingBytes) bytes wait for it"))
    }
  }

  func flush() {
    do {
      try outgoing.flush(to: socket)
    } catch {
      outgoing = OutgoingQueue()
      close(.ended)
    }
  }

  /// Nothing more is read. The first reason stands.
  func close(_ reason: CloseReason) {
    if reasonToClose == nil { reasonToClose = reason }
  }
}
