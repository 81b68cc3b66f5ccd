import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct DescriptorCloserTests {
  /// Closes nothing before it is told to.
  private final class StuckServer: Sendable {
    let began = BlockingQueue<CInt>()
    let answers = BlockingQueue<Void>()

    func close(_ descriptor: CInt) {
      began.push(descriptor)
      _ = answers.pop()
      Glibc.close(descriptor)
    }
  }

  private func pipe() throws -> (reading: FileDescriptor, writing: CInt) {
    let (reading, writing) = try FileDescriptor.pipe()
    return (reading, fcntl(writing.rawValue, F_DUPFD_CLOEXEC, 0))
  }

  @Test func whatItIsGivenIsClosed() throws {
    let closer = DescriptorCloser()
    let pipes = try (0..<200).map { _ in try pipe() }
    for pipe in pipes { closer.close(pipe.writing, of: 1) }
    for pipe in pipes {
      var end = pollfd(fd: pipe.reading.rawValue, events: 0, revents: 0)
      #expect(poll(&end, 1, 10_000) == 1)
    }
  }

  @Test func aUserWhoseServersDoNotAnswerHasNoRoomAndOthersDo() throws {
    let server = StuckServer()
    let closer = DescriptorCloser { server.close($0) }
    for number in 0..<DescriptorCloser.perUser {
      #expect(closer.hasRoom(for: 1))
      let pipe = try pipe()
      closer.close(pipe.writing, of: 1)
      #expect(server.began.pop() != nil, "number \(number) doesn't wait for those before it")
    }
    #expect(!closer.hasRoom(for: 1))
    #expect(closer.hasRoom(for: 2))
    let other = try pipe()
    closer.close(other.writing, of: 2)
    #expect(server.began.pop() == other.writing)
    server.answers.close()
  }

  @Test func someUsersTogetherLeaveOthersOneEach() throws {
    let server = StuckServer()
    let closer = DescriptorCloser { server.close($0) }
    for user in 0..<DescriptorCloser.shared {
      #expect(closer.hasRoom(for: uid_t(user)))
      closer.close(try pipe().writing, of: uid_t(user))
    }
    #expect(!closer.hasRoom(for: 1))
    #expect(closer.hasRoom(for: 1000))
    closer.close(try pipe().writing, of: 1000)
    #expect(!closer.hasRoom(for: 1000))
    server.answers.close()
  }

  @Test func whoHasNoRoomIsToldOfTheNextClose() throws {
    let server = StuckServer()
    let closer = DescriptorCloser { server.close($0) }
    let told = BlockingQueue<Bool>()
    closer.onRoom { told.push(true) }
    for _ in 0..<DescriptorCloser.perUser { closer.close(try pipe().writing, of: 1) }
    #expect(!closer.hasRoom(for: 1))
    #expect(told.count == 0)
    server.answers.push(())
    #expect(told.pop() == true)
    #expect(closer.hasRoom(for: 1))
    server.answers.close()
  }

  @Test func theEndOfAClientIsHeardThoughNothingIsReadFromItsUser() throws {
    try withTemporaryDirectory { directory in
      let stuck = StuckServer()
      let server = try BareServer(in: directory, closer: DescriptorCloser { stuck.close($0) })
      defer { stuck.answers.close() }
      do {
        let driver = try server.connect()
        let registration = RegisterApplication(
          name: "n", image: 0, arguments: ["a"], environment: [], directory: "/")
        try driver.send([registration.call(more: true)], descriptors: [TrialExecutor.image])
        while server.bare.manager.applications.isEmpty { server.turn() }
        let other = try server.connect()
        let surplus = Array(repeating: TrialExecutor.image, count: DescriptorCloser.perUser - 1)
        try other.send([GetStatus().call()], descriptors: surplus)
        while try other.replies().isEmpty { server.turn() }
      }
      for _ in 0..<100 where !server.bare.manager.applications.isEmpty { server.turn() }
      #expect(server.bare.manager.applications.isEmpty)
    }
  }

  @Test func theManagerNeverWaitsForAServerOfAUsers() throws {
    try withTemporaryDirectory { directory in
      let stuck = StuckServer()
      let server = try BareServer(in: directory, closer: DescriptorCloser { stuck.close($0) })
      defer { stuck.answers.close() }
      let driver = try server.connect()
      let registration = RegisterApplication(
        name: "n", image: 0, arguments: ["a"], environment: [], directory: "/")
      try driver.send([registration.call(more: true)], descriptors: [TrialExecutor.image])
      while server.bare.manager.applications.isEmpty { server.turn() }
      let image = try #require(server.bare.manager.applications.values.first?.image)
      // Held, not open: closing it is no news to anybody, wherever it happens.
      var byte: UInt8 = 0
      try #require(read(image.rawValue, &byte, 1) == -1 && errno == EBADF)
      #expect(stuck.began.pop() != nil)

      // What nobody asked for goes the same way, and so it does when it is refused.
      let other = try server.connect()
      let surplus = Array(repeating: TrialExecutor.image, count: DescriptorCloser.perUser - 1)
      try other.send([GetStatus().call()], descriptors: surplus)
      while try other.replies().isEmpty { server.turn() }
      for _ in surplus { #expect(stuck.began.pop() != nil) }

      // Now nothing is read from the user; the next read would need room.
      try other.send([GetStatus().call()])
      server.turn()
      #expect(try other.replies().isEmpty)
      stuck.answers.close()
      while try other.replies().isEmpty { server.turn() }
    }
  }
}
