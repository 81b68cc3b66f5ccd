import CroftLinux
import CroftProtocol
import Glibc
import Testing

/// A registered application, as a driver would hold it.
final class TestApplication {
  let events: TestClient
  let calls: TestClient
  let registered: Registered
  private var takenDescriptors = 0

  var id: Int { registered.application }

  init(
    _ manager: RunningManager, image: FileDescriptor = TrialExecutor.image, directory: String = "/",
    environment: [String] = [], queue: String? = nil, as user: ForeignUser? = nil
  ) throws {
    events = try user?.connect(manager) ?? TestClient(manager)
    calls = try user?.connect(manager) ?? TestClient(manager)
    let registration = RegisterApplication(
      name: "trial", image: 0, arguments: ["trial", "ignored"], environment: environment, directory: directory,
      queue: queue)
    registered = try Self.begin(registration.call(more: true), image, on: events)
  }

  /// Takes an application up again.
  init(
    _ manager: RunningManager, resuming id: Int, secret: String, holding executors: [Int], as user: ForeignUser? = nil
  ) throws {
    events = try user?.connect(manager) ?? TestClient(manager)
    calls = try user?.connect(manager) ?? TestClient(manager)
    let resumption = ResumeApplication(application: id, secret: secret, image: 0, executors: executors)
    registered = try Self.begin(resumption.call(more: true), TrialExecutor.image, on: events)
  }

  /// What its driver does when its connection is lost.
  func resume(_ manager: RunningManager, holding executors: [Int]) throws -> TestApplication {
    try TestApplication(manager, resuming: id, secret: registered.secret, holding: executors)
  }

  private static func begin(
    _ call: VarlinkCall, _ image: FileDescriptor, on events: TestClient
  ) throws -> Registered {
    try events.send(call, descriptors: [image])
    let reply = try events.receive()
    if let error = ManagerError(reply: reply) { throw error }
    guard case .registered(let registered) = try reply.parameters.decoded(as: ApplicationEvent.self) else {
      throw TestClient.Problem.silent
    }
    return registered
  }

  func request(_ count: Int, cores: Int = 1, memoryBytes: Int = 1 << 20) throws -> Int {
    let resources = Resources(cores: cores, memoryBytes: memoryBytes)
    return try calls.call(RequestExecutors(application: id, count: count, resources: resources)).request
  }

  func nextEvent() throws -> ApplicationEvent {
    let reply = try events.receive()
    #expect(reply.continues)
    return try reply.parameters.decoded()
  }

  func nextGrant() throws -> GrantedExecutor {
    guard case .granted(let grant) = try nextEvent() else { throw TestClient.Problem.silent }
    let channel = events.descriptors[takenDescriptors + grant.channel]
    takenDescriptors += 1
    try TestClient.bound(channel)
    return GrantedExecutor(grant: grant, channel: channel)
  }

  func nextEnd() throws -> ExecutorEnd {
    guard case .ended(let end) = try nextEvent() else { throw TestClient.Problem.silent }
    return end
  }

  func nextReclaim() throws -> ReclaimNotice {
    guard case .reclaim(let notice) = try nextEvent() else { throw TestClient.Problem.silent }
    return notice
  }
}

struct GrantedExecutor {
  let grant: ExecutorGrant
  let channel: FileDescriptor

  func process() throws -> ProcessDescriptor { try ProcessDescriptor(ofProcess: pid_t(grant.processID)) }

  func send(_ letter: Unicode.Scalar) throws { try channel.writeAll(String(letter)) }

  /// Sends a letter and takes the answer.
  func ask(_ letter: Unicode.Scalar) throws -> String {
    try send(letter)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 1)
    defer { buffer.deallocate() }
    let count = try channel.read(into: buffer)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}

/// Waits for a process that needn't be ours; at most ten seconds.
func hasEnded(_ process: ProcessDescriptor) -> Bool {
  var entry = pollfd(fd: process.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
  return poll(&entry, 1, 10_000) == 1
}
