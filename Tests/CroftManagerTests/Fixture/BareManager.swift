import CroftLinux
import CroftProtocol
import Glibc
import Logging

@testable import CroftManager

/// A manager on the test's own thread, without a socket: the test runs its loop.
final class BareManager {
  let loop: EventLoop
  let log = RecordedLog()
  let manager: Manager
  /// What its applications have been told, by their names.
  private(set) var events: [String: [ApplicationEvent]] = [:]
  private let connection: (FileDescriptor, FileDescriptor)

  init(in directory: String, cores: Int = 1, _ store: Store, stopLimitNanoseconds: UInt64 = Manager.stopNanoseconds)
    throws
  {
    loop = try EventLoop()
    connection = try UnixSocket.pair(bufferBytes: nil)
    let settings = ManagerSettings.forTests(in: directory, whole: Resources(cores: cores, memoryBytes: 1 << 30))
    let log = log
    let logger = Logger(label: "test") { _ in log.handler }
    manager = Manager(
      loop: loop, settings: settings, configuration: .forTests, store: store,
      scratch: try Scratch(root: settings.scratch, mode: 0o700, log: logger),
      cgroups: try CgroupTree.prepare(pool: nil, own: nil), log: logger, stopLimitNanoseconds: stopLimitNanoseconds)
  }

  func register(
    _ name: String = "trial", environment: [String] = [], directory: String = "/"
  ) throws -> ApplicationID {
    let registration = RegisterApplication(
      name: name, image: 0, arguments: ["trial"], environment: environment, directory: directory)
    return try manager.register(
      registration, image: TrialExecutor.image, peer: try UnixSocket.peerCredentials(of: connection.0),
      stream: EventStream { [unowned self] event, _ in events[name, default: []].append(event) })
  }

  func request(_ count: Int, for id: ApplicationID) throws {
    let size = Resources(cores: 1, memoryBytes: 1 << 20)
    _ = try manager.requestExecutors(
      RequestExecutors(application: id.rawValue, count: count, resources: size),
      for: CallerRights(userID: geteuid(), managerUserID: geteuid(), isSystem: false))
  }

  /// Runs the loop until the condition holds.
  func run(until condition: () -> Bool) {
    while !condition() { loop.runOnce(timeoutNanoseconds: nil) }
  }

  func stop() {
    var hasFinished = false
    manager.onFinished = { hasFinished = true }
    manager.stop(.kill)
    run { hasFinished }
  }
}
