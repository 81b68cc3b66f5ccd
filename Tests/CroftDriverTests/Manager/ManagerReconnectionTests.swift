import CroftLinux
import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct ManagerReconnectionTests {
  private static let small = Resources(cores: 1, memoryBytes: 1)

  /// A session whose manager has just ended.
  private static func lostFarm(holding executors: [Int] = []) throws -> FakeFarm {
    let farm = try FakeFarm()
    try farm.attach(holding: executors)
    farm.endManager()
    farm.turn(until: 1)
    return farm
  }

  @Test func theManagerIsLookedForUntilItIsThere() throws {
    let farm = try Self.lostFarm(holding: [2, 3])
    while farm.door.attempts < 2 { farm.loop.runOnce(timeoutNanoseconds: nil) }
    let manager = try farm.startManager()
    let (calls, descriptors) = try farm.callsOfResumption(at: manager.events)
    #expect(calls.map(\.method) == ["io.croft.Manager.ResumeApplication"])
    let call = try #require(calls.first)
    #expect(call.more)
    let resumption = ResumeApplication(application: 5, secret: "5e", image: 0, executors: [2, 3])
    #expect(try call.parameters == JSONValue(encoding: resumption))
    #expect(descriptors.count == 1, "a manager that was started anew needs the executable again")
    try manager.events.send(.registered(FakeFarm.registered(waiting: [], lastRequest: 0)))
    farm.turn(until: 2)
    #expect(farm.log.entries.last == "resumed 5")
    #expect(farm.session.isConnected)
  }

  @Test func eventsGoOnOverTheNewConnection() throws {
    let farm = try Self.lostFarm()
    let manager = try farm.startManager()
    _ = try farm.callsOfResumption(at: manager.events)
    let (channel, end) = try UnixSocket.pair(bufferBytes: nil)
    try end.writeAll("x")
    try manager.events.send(.registered(FakeFarm.registered(waiting: [], lastRequest: 0)))
    try manager.events.send(.granted(FakeFarm.grant(of: 7)), descriptors: [channel])
    farm.turn(until: 3)
    #expect(farm.log.entries.suffix(2) == ["resumed 5", "granted 7 reading x"])
  }

  @Test func whatWasAskedForMeanwhileIsSentWhenTheManagerIsBack() throws {
    let farm = try FakeFarm()
    try farm.attach()
    farm.session.requestExecutors(count: 2, resources: Self.small)
    farm.endManager()
    farm.turn(until: 1)
    farm.session.requestExecutors(count: 1, resources: Self.small, isGang: true, sharing: .quota)
    farm.session.release(executor: ExecutorID(4))
    let manager = try farm.startManager()
    _ = try farm.callsOfResumption(at: manager.events)
    let waiting = [Registered.WaitingRequest(request: 1, resources: Self.small, remaining: 1)]
    try manager.events.send(.registered(FakeFarm.registered(waiting: waiting, lastRequest: 1)))
    farm.turn(until: 2)
    farm.loop.runOnce(timeoutNanoseconds: nil)
    let expected = [
      RequestExecutors(application: 5, count: 1, resources: Self.small, request: 2, gang: true, sharing: .quota),
      RequestExecutors(application: 5, count: 1, resources: Self.small, request: 3, sharing: .quota),
    ]
    #expect(try manager.calls.receive().calls.map(\.parameters) == expected.map { try JSONValue(encoding: $0) })
  }

  @Test(arguments: [
    ManagerError.noSuchApplication(application: 5), .service(.permissionDenied), .service(.methodNotFound(method: "x")),
  ])
  func aManagerThatWillNotHaveTheApplicationBackIsAskedOnce(error: ManagerError) throws {
    let farm = try Self.lostFarm()
    let manager = try farm.startManager()
    _ = try farm.callsOfResumption(at: manager.events)
    try manager.events.send(error.reply)
    farm.turn(until: 2)
    #expect(farm.log.entries.last == "disowned: the manager on /run/fake refused: \(error)")
    #expect(try manager.events.receive().calls == [], "the manager sees the end of the connection")
  }

  @Test(arguments: [ManagerError.stopping, .failed(reason: "the disk is full")])
  func aManagerThatCannotYetIsAskedAgain(error: ManagerError) throws {
    let farm = try Self.lostFarm()
    let first = try farm.startManager()
    _ = try farm.callsOfResumption(at: first.events)
    try first.events.send(error.reply)
    let second = try farm.startManager()
    _ = try farm.callsOfResumption(at: second.events)
    try second.events.send(.registered(FakeFarm.registered(waiting: [], lastRequest: 0)))
    farm.turn(until: 2)
    #expect(farm.log.entries.last == "resumed 5")
  }

  @Test func aManagerThatVanishesAgainIsLookedForAgainAndTheLossIsToldOnce() throws {
    let farm = try Self.lostFarm()
    for _ in 0..<2 {
      let manager = try farm.startManager()
      _ = try farm.callsOfResumption(at: manager.events)
    }
    #expect(farm.log.entries.count == 1)
  }

  @Test(arguments: [ApplicationEvent.stopping, .terminated(Termination(reason: "its user ended it"))])
  func anEndThatWasAnnouncedIsFinal(event: ApplicationEvent) throws {
    let farm = try FakeFarm()
    try farm.attach()
    try farm.events.send(event)
    farm.turn(until: 1)
    farm.endManager()
    farm.turn(until: 2)
    #expect(farm.log.entries.last?.hasPrefix("disowned") == true)
    #expect(farm.door.attempts == 0)
  }

  /// It shuts down without ending executors, and takes the request when it is back.
  @Test func aRequestThatAManagerAboutToStopRefusesIsKept() throws {
    let farm = try FakeFarm()
    try farm.attach()
    farm.session.requestExecutors(count: 2, resources: Self.small)
    try farm.calls.send(ManagerError.stopping.reply)
    farm.loop.runOnce(timeoutNanoseconds: nil)
    farm.endManager()
    farm.turn(until: 1)
    #expect(farm.log.entries.first?.hasPrefix("disconnected") == true)
    #expect(farm.session.ledger.entries.map(\.remaining) == [2])
  }

  @Test func aSessionThatIsClosedLooksForNobody() throws {
    let farm = try Self.lostFarm()
    let attempts = farm.door.attempts
    farm.session.close()
    // Longer than the first waits.
    farm.loop.runOnce(timeoutNanoseconds: 150_000_000)
    #expect(farm.door.attempts == attempts)
  }

  @Test func aDetachedApplicationsDriverResumesItAndWithdrawsWhatAnEarlierOneAskedFor() throws {
    let (events, eventsPeer) = try FakePeer.connected()
    let (calls, callsPeer) = try FakePeer.connected()
    let waiting = [Registered.WaitingRequest(request: 3, resources: Self.small, remaining: 1)]
    try eventsPeer.send(.registered(FakeFarm.registered(waiting: waiting, lastRequest: 4)))
    let session = try ManagerSession.resume(
      ApplicationID(5), secret: "5e", events: events, calls: calls, way: FakeFarm.way(through: FakeFarm.Door()))
    let loop = try EventLoop()
    try session.attach(to: loop) { _ in }
    session.requestExecutors(count: 1, resources: Self.small)
    loop.runOnce(timeoutNanoseconds: nil)
    #expect(try eventsPeer.receive().calls.map(\.method) == ["io.croft.Manager.ResumeApplication"])
    let sent = try callsPeer.receive().calls
    #expect(sent.map(\.method) == ["io.croft.Manager.WithdrawRequest", "io.croft.Manager.RequestExecutors"])
    #expect(sent.map { $0.parameters["request"] } == [3, 5])
  }
}
