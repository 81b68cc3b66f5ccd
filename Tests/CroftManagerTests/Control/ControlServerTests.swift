import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftManager

/// The control socket, with clients that behave and clients that don't.
@Suite struct ControlServerTests {
  @Test func itDescribesItself() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      try client.send(VarlinkCall(method: "org.varlink.service.GetInfo"))
      let info = try client.receive().parameters.decoded(as: VarlinkService.Info.self)
      #expect(info.interfaces == ["io.croft.Manager", "org.varlink.service"])
      for (name, text) in [
        ("io.croft.Manager", ManagerInterface.text), ("org.varlink.service", VarlinkService.interfaceText),
      ] {
        let parameters: JSONValue = ["interface": .string(name)]
        try client.send(VarlinkCall(method: "org.varlink.service.GetInterfaceDescription", parameters: parameters))
        #expect(try client.receive().parameters["description"] == .string(text))
      }
    }
  }

  @Test func statusAndListsTellWhatThereIs() throws {
    try RunningManager.with(cores: 2, memoryBytes: 1 << 30) { manager in
      let application = try TestApplication(manager, directory: "/usr")
      let client = try TestClient(manager)
      _ = try application.request(3)
      let grants = [try application.nextGrant(), try application.nextGrant()].sorted {
        $0.grant.executor < $1.grant.executor
      }
      let status = try client.call(GetStatus())
      #expect(status.capacity == Resources(cores: 2, memoryBytes: 1 << 30))
      #expect(status.free.cores == 0)
      #expect((status.applications, status.executors, status.waiting) == (1, 2, 1))
      #expect(status.socket == manager.socket)
      #expect(
        status.limits.map(\.name) == [
          "memory", "cores", "processes", "disks", "exclusive cores", "containment", "memory pressure",
        ])
      let listed = try client.call(ListApplications()).applications
      #expect(listed.map(\.id) == [application.id])
      #expect(listed.first?.processID == Int(getpid()))
      #expect(listed.first?.directory == "/usr")
      let executors = try client.call(ListExecutors(application: application.id)).executors
      #expect(executors.map(\.processID) == grants.map(\.grant.processID))
      #expect(executors.allSatisfy { $0.state == .running })
      #expect(throws: ManagerError.noSuchApplication(application: 99)) {
        try client.call(ListExecutors(application: 99))
      }
    }
  }

  static let wrongCalls: [(call: VarlinkCall, error: VarlinkServiceError)] = [
    (VarlinkCall(method: "nonsense"), .interfaceNotFound(interface: "nonsense")),
    (VarlinkCall(method: "a.b.C"), .interfaceNotFound(interface: "a.b")),
    (VarlinkCall(method: "io.croft.Manager.Nothing"), .methodNotFound(method: "io.croft.Manager.Nothing")),
    (VarlinkCall(method: WithdrawRequest.name), .invalidParameter(parameter: "application")),
    (
      VarlinkCall(method: WithdrawRequest.name, parameters: ["application": "1"]),
      .invalidParameter(parameter: "application")
    ),
    (VarlinkCall(method: GetStatus.name, upgrade: true), .invalidParameter(parameter: "upgrade")),
    (VarlinkCall(method: RegisterApplication.name), .expectedMore),
    (VarlinkCall(method: RegisterApplication.name, more: true), .invalidParameter(parameter: "name")),
  ]

  @Test(arguments: wrongCalls)
  func aWrongCallIsAnsweredAndTheConnectionGoesOn(call: VarlinkCall, error: VarlinkServiceError) throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      try client.send(call)
      #expect(VarlinkServiceError(reply: try client.receive()) == error)
      #expect(try client.call(GetStatus()).applications == 0)
    }
  }

  @Test func pipelinedCallsAreAnsweredInOrderAndOnewayCallsAreNot() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      let calls = [
        VarlinkCall(method: "x.One"), VarlinkCall(method: "x.Silent", oneway: true), VarlinkCall(method: "y.Two"),
        try GetStatus().call(),
      ]
      try client.send(calls.flatMap { VarlinkFramer.frame($0.json) })
      #expect(VarlinkServiceError(reply: try client.receive()) == .interfaceNotFound(interface: "x"))
      #expect(VarlinkServiceError(reply: try client.receive()) == .interfaceNotFound(interface: "y"))
      #expect(try client.receive().parameters["version"] == .string(CroftVersion.current))
    }
  }

  static let malformed: [[UInt8]] = [
    [0], Array("{\0".utf8), Array("[]\0".utf8), Array("{\"method\":7}\0".utf8), [0xFF, 0xFE, 0],
    Array(repeating: UInt8(ascii: "["), count: 100_000) + [0],
    Array(repeating: UInt8(ascii: "x"), count: ControlConnection.maximumPlainMessageBytes + 1),
  ]

  @Test(arguments: malformed)
  func aMalformedMessageClosesThatConnectionAlone(bytes: [UInt8]) throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      let client = try TestClient(manager)
      // The manager may close before everything is sent.
      try? client.send(bytes)
      #expect(client.isClosedByPeer())
      _ = try application.request(1)
      #expect(try application.nextGrant().ask("t") == "t")
    }
  }

  @Test func aMegabyteOfNoiseClosesThatConnectionAlone() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      var random = SeededRandom(seed: 7)
      let noise = (0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let client = try TestClient(manager)
      try? client.send(noise)
      #expect(client.isClosedByPeer())
      _ = try application.request(1)
      #expect(try application.nextGrant().ask("t") == "t")
    }
  }

  @Test func idleConnectionsAndHalfMessagesHurtNobody() throws {
    try RunningManager.with { manager in
      var idle: [TestClient] = []
      for _ in 0..<100 {
        let client = try TestClient(manager)
        try client.send(Array("{\"method\":".utf8))
        idle.append(client)
      }
      let application = try TestApplication(manager)
      _ = try application.request(1)
      #expect(try application.nextGrant().ask("t") == "t")
      try idle[50].send(Array("\"io.croft.Manager.GetStatus\"}\0".utf8))
      #expect(try idle[50].receive().error == nil)
    }
  }

  @Test func aClientThatDoesNotReadIsNotReadFromEither() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      let call = VarlinkFramer.frame(
        VarlinkCall(
          method: "org.varlink.service.GetInterfaceDescription", parameters: ["interface": "io.croft.Manager"]
        ).json)
      try client.socket.setNonBlocking()
      var sent = 0
      // Each answer has some 5 KiB. The socket's own buffers hold a few hundred KiB each way; the rest has to wait.
      while sent < 16 << 20 {
        do {
          sent += try call[(sent % call.count)...].withUnsafeBytes { try UnixSocket.send($0, to: client.socket) }
        } catch let error as SystemError where error.wouldBlock {
          break
        }
      }
      #expect(sent < 4 << 20)
      #expect(try TestClient(manager).call(GetStatus()).applications == 0)
      let flags = fcntl(client.socket.rawValue, F_GETFL)
      _ = fcntl(client.socket.rawValue, F_SETFL, flags & ~O_NONBLOCK)
      for _ in 0..<sent / call.count { #expect(try client.receive().error == nil) }
    }
  }

  @Test func longMessagesThatNeverEndAreBoundedForEachUser() throws {
    try RunningManager.with { manager in
      // Only a message that brings a descriptor may be long, so each of these could be a registration.
      let long = [UInt8](repeating: UInt8(ascii: "x"), count: VarlinkFramer.maximumMessageBytes - 1)
      let allowed = ConnectionLimits().unfinishedBytesPerUser / long.count
      let clients = try (0...allowed).map { _ in try TestClient(manager) }
      // The last is closed before everything is sent.
      for client in clients { try? client.send(long, descriptors: [TrialExecutor.image]) }
      #expect(clients.last?.isClosedByPeer() == true)
      #expect(try TestClient(manager).call(GetStatus()).applications == 0)
    }
  }

  @Test func aRegistrationMayFollowOtherCallsInOneWrite() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      let registration = RegisterApplication(
        name: "n", image: 0, arguments: ["a"], environment: [], directory: "/")
      let calls = [try GetStatus().call(), try registration.call(more: true)]
      try client.send(calls.flatMap { VarlinkFramer.frame($0.json) }, descriptors: [TrialExecutor.image])
      #expect(try client.receive().parameters["version"] == .string(CroftVersion.current))
      #expect(try client.receive().parameters["registered"] != nil)
    }
  }

  @Test func descriptorsThatNoCallTookAreClosed() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      for _ in 0...ControlConnection.maximumDescriptors {
        try client.send(GetStatus().call(), descriptors: [TrialExecutor.image])
        #expect(try client.receive().error == nil)
      }
    }
  }

  @Test func anEnvironmentOfTooManyVariablesIsRefused() throws {
    try RunningManager.with { manager in
      let environment = Array(repeating: "A=b", count: RegistrationBounds.maximumVariables + 1)
      #expect(throws: ManagerError.tooMany(what: "environment variables", limit: RegistrationBounds.maximumVariables)) {
        try TestApplication(manager, environment: environment)
      }
    }
  }

  @Test func tooManyDescriptorsCloseTheConnection() throws {
    try RunningManager.with { manager in
      let client = try TestClient(manager)
      let descriptors = Array(repeating: TrialExecutor.image, count: 6)
      for _ in 0..<2 { try? client.send([UInt8(ascii: "{")], descriptors: descriptors) }
      #expect(client.isClosedByPeer())
    }
  }

  static let wrongRegistrations: [(change: @Sendable (inout RegisterApplication) -> Void, parameter: String)] = [
    ({ $0.name = "" }, "name"), ({ $0.name = "a\u{1B}[2J" }, "name"), ({ $0.image = 1 }, "image"),
    ({ $0.image = -1 }, "image"), ({ $0.arguments = [] }, "arguments"), ({ $0.environment = ["x"] }, "environment"),
    ({ $0.directory = "relative" }, "directory"), ({ $0.directory = "/a\u{0}b" }, "directory"),
    ({ $0.directory = "/" + String(repeating: "d", count: 4095) }, "directory"),
    ({ $0.directory = "/a\u{1B}[2J" }, "directory"),
    ({ $0.name = String(repeating: "\u{1F469}\u{200D}\u{1F680}", count: 12) }, "name"),
    ({ $0.arguments = [String(repeating: "a", count: 4096)] }, "arguments"), ({ $0.priority = 1001 }, "priority"),
    ({ $0.priority = .min }, "priority"),
  ]

  @Test func aRegistrationIsCheckedBeforeAnythingIsDone() throws {
    try RunningManager.with { manager in
      for (change, parameter) in Self.wrongRegistrations {
        let client = try TestClient(manager)
        var registration = RegisterApplication(
          name: "n", image: 0, arguments: ["a"], environment: ["A=b"], directory: "/")
        change(&registration)
        try client.send(registration.call(more: true), descriptors: [TrialExecutor.image])
        #expect(VarlinkServiceError(reply: try client.receive()) == .invalidParameter(parameter: parameter))
      }
      let (pipe, _) = try FileDescriptor.pipe()
      let error = #expect(throws: ManagerError.self) { try TestApplication(manager, image: pipe) }
      #expect(error == .service(.invalidParameter(parameter: "image")))
      #expect(try FileSystem.list(manager.scratch) == [])
    }
  }

  @Test func anApplicationsStreamTakesNoCalls() throws {
    try RunningManager.with { manager in
      let application = try TestApplication(manager)
      try application.events.send(GetStatus().call())
      #expect(application.events.isClosedByPeer())
      #expect(throws: ManagerError.noSuchApplication(application: application.id)) { try application.request(1) }
    }
  }
}
