import Testing

@testable import CroftProtocol

@Suite struct ControlMessageTests {
  static let resources = Resources(cores: 2, memoryBytes: 1 << 30)

  @Test(arguments: [
    ApplicationEvent.registered(Registered(application: 7, secret: "ab", scratch: "/s", capacity: resources)),
    .granted(ExecutorGrant(executor: 1, processID: 99, resources: resources, channel: 0)),
    .ended(ExecutorEnd(executor: 1, reason: .outOfMemory, code: nil, message: "m")),
    .ended(ExecutorEnd(executor: 1, reason: .exited, code: 3, message: "m")),
    .reclaim(ReclaimNotice(count: 2, resources: resources, deadline: 5, reason: "r")),
    .terminated(Termination(reason: "r")), .stopping,
  ])
  func eventsReadBackEqual(event: ApplicationEvent) throws {
    #expect(try JSONValue(encoding: event).decoded() == event)
  }

  @Test func anEventHasExactlyOneMember() throws {
    #expect(try JSONValue(encoding: ApplicationEvent.stopping) == ["stopping": true])
    for json: JSONValue in [
      [:], ["stopping": false], ["stopping": true, "ended": ["executor": 1, "reason": "exited", "message": ""]],
    ] {
      #expect(throws: JSONShapeError.self) { try json.decoded(as: ApplicationEvent.self) }
    }
  }

  @Test(arguments: [
    ManagerError.neverFits(.init(asked: resources, capacity: resources, reason: "r")),
    .noSuchApplication(application: 1), .noSuchExecutor(executor: 2),
    .noSuchRequest(request: 3), .noSuchQueue(queue: "q"), .draining, .stopping,
    .badConfiguration(problems: ["a", "b"]), .tooMany(what: "w", limit: 4), .failed(reason: "r"),
    .refused(reason: "r"), .service(.permissionDenied), .unknown(name: "io.croft.Manager.Later", parameters: ["a": 1]),
  ])
  func errorsReadBackEqual(error: ManagerError) {
    #expect(ManagerError(reply: error.reply) == error)
    #expect(ManagerError(reply: VarlinkReply()) == nil)
  }

  @Test func callsCarryTheirParameters() throws {
    let call = try RequestExecutors(application: 1, count: 2, resources: Self.resources).call()
    #expect(call.method == "io.croft.Manager.RequestExecutors")
    #expect(
      call.parameters == ["application": 1, "count": 2, "resources": ["cores": 2, "memoryBytes": 1_073_741_824]])
    #expect(try ListExecutors().call().parameters == .emptyObject)
    #expect(try ListExecutors().call(more: true).more)
  }
}
