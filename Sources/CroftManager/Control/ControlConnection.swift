import CroftLinux
import CroftProtocol

/// One client of the control socket.
final class ControlConnection {
  /// What may wait for a client that doesn't read: the longest list of executors has some 4 MiB. Its further calls are
  /// left unread meanwhile, so that this bounds its events only.
  static let maximumOutgoingBytes = 8 << 20
  /// Calls but registrations are a few hundred bytes long.
  static let maximumPlainMessageBytes = 64 << 10
  /// A registration is the longest: its variables, its arguments, and a handful more.
  static let maximumMessageValues = 2 * RegistrationBounds.maximumVariables
  /// Descriptors that may wait for the end of the message they came beside. A registration brings one.
  static let maximumDescriptors = 8

  let socket: FileDescriptor
  let peer: PeerCredentials
  /// Set once the connection has become an application's stream of events; called when it goes.
  var onClose: (() -> Void)? { didSet { endStreamIfDeaf() } }
  /// Why the connection has to be closed, once what is queued for it has been sent.
  private(set) var reasonToClose: CloseReason?
  /// Since when that is so, in monotonic time.
  private(set) var closingSinceNanoseconds: UInt64 = 0
  /// Nobody is there any more to read replies. What was called before is done all the same.
  private var isDeaf = false
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

  /// Its user has been answered enough in this turn of the loop: the rest of its calls waits for the next.
  var isPostponed = false

  /// What its user has sent beside earlier calls is still to be closed: nothing more is taken until it is.
  var isPaused = false

  /// Whether more is taken from the client. One that doesn't read its replies has its calls left in the socket, where
  /// they cost the manager nothing.
  var takesBytes: Bool { takesCalls && !isPostponed && !isPaused }

  private var takesCalls: Bool { reasonToClose == nil && outgoing.isEmpty }

  /// Bytes that have come and belong to no call that was answered.
  var unfinishedBytes: Int { framer.byteCount }

  /// Takes what was received.
  func receive(_ bytes: some Collection<UInt8>, _ descriptors: [FileDescriptor]) {
    framer.append(bytes)
    self.descriptors += descriptors
    if self.descriptors.count > Self.maximumDescriptors {
      close(.fault("it sent more than \(Self.maximumDescriptors) descriptors beside a message"))
    }
  }

  /// The next whole call. A malformed one is a reason to close; nil also while replies wait for the client.
  func nextCall() -> VarlinkCall? {
    guard takesCalls else { return nil }
    // Only a registration brings a descriptor, and only a registration is long.
    let maximumBytes = descriptors.isEmpty ? Self.maximumPlainMessageBytes : VarlinkFramer.maximumMessageBytes
    do {
      guard let message = try framer.next(maximumBytes: maximumBytes) else {
        // What came beside messages that are all answered was meant for none of them.
        if framer.byteCount == 0 { descriptors.removeAll() }
        return nil
      }
      return try VarlinkCall(json: try JSONParser.parse(message, maximumValues: Self.maximumMessageValues))
    } catch {
      close(.fault("its message can't be read: \(error)"))
      return nil
    }
  }

  /// Hands over the descriptors that have come, to the one call that wants some. The kernel tells only which read they
  /// came with, and that may have brought other calls too.
  func takeDescriptors() -> [FileDescriptor] {
    defer { descriptors.removeAll() }
    return descriptors
  }

  // MARK: - Outgoing

  /// Queues a reply; the server sends it at the end of its turn.
  func send(_ reply: VarlinkReply, descriptors: [FileDescriptor] = []) {
    guard !isDeaf else { return }
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
      isDeaf = true
      endStreamIfDeaf()
    }
  }

  /// Events that nobody hears are of no use; calls are, and their end is the end of file after them.
  private func endStreamIfDeaf() {
    if isDeaf, onClose != nil { close(.ended) }
  }

  /// Nothing more is read. The first reason stands.
  func close(_ reason: CloseReason) {
    guard reasonToClose == nil else { return }
    reasonToClose = reason
    closingSinceNanoseconds = MonotonicTime.nowNanoseconds
  }
}
