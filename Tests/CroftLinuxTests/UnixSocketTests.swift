import CroftLinux
import Glibc
import Testing

@Suite struct UnixSocketTests {
  @Test func aConnectionCarriesBytesAndThePeersIdentity() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/socket"
      let listener = try UnixSocket.listen(at: path, mode: 0o666, backlog: 8)
      #expect(try FileSystem.status(path)?.permissions == 0o666)
      #expect(try UnixSocket.accept(on: listener) == nil)
      let client = try UnixSocket.connect(to: path)
      let server = try #require(try UnixSocket.accept(on: listener))
      try client.writeAll("hello")
      #expect(try receive(from: server).text == "hello")
      let peer = try UnixSocket.peerCredentials(of: server)
      #expect(peer.processID == getpid())
      #expect((peer.userID, peer.groupID) == (getuid(), getgid()))
      var groups = [gid_t](repeating: 0, count: 65536)
      let count = getgroups(CInt(groups.count), &groups)
      #expect(peer.supplementaryGroups.sorted() == groups.prefix(Int(count)).sorted())
      // Each is a hold of its own, so that both can be watched.
      let held = try #require(try peer.process())
      let again = try #require(try peer.process())
      #expect(held.processID == getpid())
      #expect(held.descriptor.rawValue != again.descriptor.rawValue)
    }
  }

  @Test func aStaleSocketIsReplacedAndALiveOneIsNot() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/socket"
      _ = try UnixSocket.listen(at: path, mode: 0o600, backlog: 1)
      let second = try UnixSocket.listen(at: path, mode: 0o600, backlog: 1)
      let error = #expect(throws: SystemError.self) {
        try UnixSocket.listen(at: path, mode: 0o600, backlog: 1)
      }
      #expect(error?.errno == EADDRINUSE)
      withExtendedLifetime(second) {}
    }
  }

  @Test func aFileThatIsNoSocketIsLeftAlone() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/file", "precious")
      #expect(throws: SystemError("bind", errno: EADDRINUSE, subject: "\(directory)/file")) {
        try UnixSocket.listen(at: "\(directory)/file", mode: 0o600, backlog: 1)
      }
      #expect(try FileSystem.readText("\(directory)/file", maximumBytes: 100) == "precious")
    }
  }

  @Test func aPathThatIsTooLongIsRefusedWithTheLimit() throws {
    let path = "/tmp/" + String(repeating: "x", count: 103)
    let error = #expect(throws: SystemError.self) { try UnixSocket.connect(to: path) }
    #expect(error?.errno == ENAMETOOLONG)
    #expect(error?.description.contains("108 bytes") == true)
  }

  @Test func descriptorsTravelBesideBytes() throws {
    let (sender, receiver) = try UnixSocket.pair(bufferBytes: nil)
    let pipe = try FileDescriptor.pipe()
    try send("x", descriptors: [pipe.writing], to: sender)
    let message = try receive(from: receiver, maximumDescriptors: 4)
    #expect(message.text == "x")
    let received = try #require(message.descriptors.first)
    #expect(message.descriptors.count == 1)
    #expect(fcntl(received.rawValue, F_GETFD) == FD_CLOEXEC)
    try received.writeAll("through")
    var buffer = [UInt8](repeating: 0, count: 7)
    #expect(try buffer.withUnsafeMutableBytes { try pipe.reading.read(into: $0) } == 7)
    #expect(buffer == Array("through".utf8))
  }

  @Test(arguments: [0, 1, 252]) func descriptorsBeyondTheMaximumAreClosed(maximum: Int) throws {
    let (sender, receiver) = try UnixSocket.pair(bufferBytes: nil)
    let reading = try {
      let pipe = try FileDescriptor.pipe()
      let copies = Array(repeating: pipe.writing, count: UnixSocket.maximumDescriptors)
      try send("x", descriptors: copies, to: sender)
      return pipe.reading
    }()
    let kept = try receive(from: receiver, maximumDescriptors: maximum).descriptors.count
    #expect(kept == maximum)
    // The kept ones have been released by now: were another left open, the pipe wouldn't end. A process that another
    // test starts at this moment has them all until it runs its program.
    var ending = pollfd(fd: reading.rawValue, events: 0, revents: 0)
    #expect(poll(&ending, 1, 10_000) == 1)
    #expect(ending.revents & Int16(POLLHUP) != 0)
  }

  @Test func moreDescriptorsThanAMessageHoldsAreAnError() throws {
    let (sender, _) = try UnixSocket.pair(bufferBytes: nil)
    let error = #expect(throws: SystemError.self) {
      try send("x", descriptors: Array(repeating: sender, count: 254), to: sender)
    }
    #expect(error?.errno == EINVAL)
  }

  @Test func aFullBufferWouldBlockAndALostPeerIsAnErrorNotASignal() throws {
    var ends: (FileDescriptor, FileDescriptor?) = try UnixSocket.pair(bufferBytes: 4096)
    try ends.0.setNonBlocking()
    let error = #expect(throws: SystemError.self) {
      while true { try send(String(repeating: "x", count: 1024), to: ends.0) }
    }
    #expect(error?.wouldBlock == true)
    ends.1 = nil
    let lost = #expect(throws: SystemError.self) { try send("x", to: ends.0) }
    #expect(lost?.errno == EPIPE)
  }

  private func send(_ text: String, descriptors: [FileDescriptor] = [], to socket: FileDescriptor) throws {
    let bytes = Array(text.utf8)
    let sent = try bytes.withUnsafeBytes { try UnixSocket.send($0, descriptors: descriptors, to: socket) }
    #expect(sent == bytes.count)
  }

  private func receive(
    from socket: FileDescriptor, maximumDescriptors: Int = 0
  ) throws -> (text: String, descriptors: [FileDescriptor]) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let (count, descriptors) = try buffer.withUnsafeMutableBytes {
      try UnixSocket.receive(into: $0, from: socket, maximumDescriptors: maximumDescriptors)
    }
    return (String(decoding: buffer[..<count], as: UTF8.self), descriptors)
  }
}
