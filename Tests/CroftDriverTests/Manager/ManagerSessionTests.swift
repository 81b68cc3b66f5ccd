import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc
import Testing

@Suite struct ManagerSessionTests {
  @Test func registrationSendsTheImageAndKeepsWhatTheManagerSays() throws {
    let farm = try FakeFarm()
    let (calls, descriptors) = try farm.events.receive()
    #expect(calls.map(\.method) == ["io.croft.Manager.RegisterApplication"])
    #expect(calls.first?.more == true)
    #expect(calls.first?.parameters["image"] == 0)
    #expect(descriptors.count == 1)
    #expect(farm.session.application == ApplicationID(5))
    #expect(farm.session.scratch == "/scratch/app-5")
    #expect(farm.session.capacity == Resources(cores: 2, memoryBytes: 1 << 30))
  }

  @Test func aRefusedRegistrationIsThrown() throws {
    let (events, peer) = try FakePeer.connected()
    let (calls, _) = try FakePeer.connected()
    try peer.send(ManagerError.stopping.reply)
    let way = try FakeFarm.way(through: FakeFarm.Door())
    let error = #expect(throws: ManagerClientError.self) {
      try ManagerSession.register(FakeFarm.registration, events: events, calls: calls, way: way)
    }
    #expect(error?.reason == .refused(.stopping))
  }

  @Test func eventsThatCameWithTheRegistrationAreDelivered() throws {
    let farm = try FakeFarm(earlyEvents: [.ended(FakeFarm.end(of: 1)), .stopping])
    try farm.attach()
    #expect(farm.log.entries == [])
    farm.turn(until: 2)
    #expect(farm.log.entries == ["ended 1", "stopping"])
  }

  @Test func eachGrantComesWithItsOwnChannel() throws {
    let farm = try FakeFarm()
    try farm.attach()
    var ends: [FileDescriptor] = []
    for executor in 1...3 {
      let (channel, end) = try UnixSocket.pair(bufferBytes: nil)
      ends.append(end)
      try end.writeAll("\(executor)")
      try farm.events.send(.ended(FakeFarm.end(of: 10 + executor)))
      try farm.events.send(.granted(FakeFarm.grant(of: executor)), descriptors: [channel])
    }
    farm.turn(until: 6)
    #expect(
      farm.log.entries == [
        "ended 11", "granted 1 reading 1", "ended 12", "granted 2 reading 2", "ended 13", "granted 3 reading 3",
      ])
  }

  @Test func aGrantWithoutChannelLosesTheManager() throws {
    let farm = try FakeFarm()
    try farm.attach()
    try farm.events.send(.granted(FakeFarm.grant(of: 1)))
    farm.turn(until: 1)
    #expect(farm.log.entries.first?.contains("the channel of executor 1 is missing") == true)
  }

  @Test func callsGoOutInOrderAndOnlyARefusedRequestIsReported() throws {
    let farm = try FakeFarm()
    try farm.attach()
    farm.session.requestExecutors(count: 1, resources: Resources(cores: 1, memoryBytes: 1))
    farm.session.release(executor: ExecutorID(4))
    farm.session.requestExecutors(count: 2, resources: Resources(cores: 1, memoryBytes: 1))
    try farm.calls.send(VarlinkReply(parameters: ["request": 1]))
    try farm.calls.send(ManagerError.noSuchExecutor(executor: 4).reply)
    try farm.calls.send(ManagerError.tooMany(what: "executors", limit: 1).reply)
    farm.turn(until: 1)
    #expect(farm.log.entries == ["refused: the manager takes no more than 1 executors"])
    let calls = try farm.calls.receive().calls
    #expect(
      calls.map { $0.method.split(separator: ".").last } == ["RequestExecutors", "ReleaseExecutor", "RequestExecutors"])
    #expect(calls.map { $0.parameters["request"] } == [1, nil, 2])
  }

  @Test(arguments: [true, false])
  func aReleasedExecutorsChannelIsClosedOnceTheManagerHasAnsweredOrIsGone(isAnswered: Bool) throws {
    let farm = try FakeFarm()
    try farm.attach()
    let executor: FileDescriptor
    do {
      let (channel, end) = try UnixSocket.pair(bufferBytes: nil)
      executor = end
      farm.session.release(executor: ExecutorID(4), keeping: channel)
    }
    var hangUp = pollfd(fd: executor.rawValue, events: 0, revents: 0)
    farm.loop.runOnce(timeoutNanoseconds: nil)
    #expect(try farm.calls.receive().calls.map { $0.parameters["executor"] } == [4])
    #expect(poll(&hangUp, 1, 0) == 0)
    if isAnswered { try farm.calls.send(VarlinkReply(parameters: [:])) } else { farm.endManager() }
    farm.loop.runOnce(timeoutNanoseconds: nil)
    #expect(poll(&hangUp, 1, 0) == 1)
  }

  @Test(arguments: [true, false])
  func theEndOfEitherConnectionIsReportedOnce(isEventsConnection: Bool) throws {
    let farm = try FakeFarm()
    try farm.attach()
    shutdown((isEventsConnection ? farm.events : farm.calls).socket.rawValue, CInt(SHUT_RDWR))
    farm.turn(until: 1)
    farm.session.requestExecutors(count: 1, resources: Resources(cores: 1, memoryBytes: 1))
    farm.loop.runOnce(timeoutNanoseconds: 0)
    #expect(farm.log.entries.count == 1)
    #expect(farm.log.entries.first?.hasPrefix("disconnected: the manager on /run/fake closed the connection") == true)
  }

  @Test(arguments: [true, false])
  func garbageOnEitherConnectionLosesTheManager(isEventsConnection: Bool) throws {
    let farm = try FakeFarm()
    try farm.attach()
    try (isEventsConnection ? farm.events : farm.calls).send(Array("]]\0".utf8))
    farm.turn(until: 1)
    #expect(farm.log.entries.first?.contains("does not speak io.croft.Manager") == true)
  }

  @Test func nothingIsDeliveredAfterTheHandlerClosedTheSession() throws {
    let farm = try FakeFarm()
    try farm.attach(closingAfterFirstEvent: true)
    try farm.events.send(.stopping)
    try farm.events.send(.stopping)
    farm.turn(until: 1)
    farm.loop.runOnce(timeoutNanoseconds: 0)
    #expect(farm.log.entries == ["stopping"])
    _ = try farm.events.receive()
    #expect(try farm.events.receive().calls == [], "the manager sees the end of the connection")
  }
}
