import CroftLinux
import CroftProtocol
import Logging
import Testing

@testable import CroftManager

/// One trial executor under a supervisor, without a manager around it.
final class SupervisedExecutor {
  let key = ExecutorKey(application: ApplicationID(1), executor: ExecutorID(1))
  let supervisor: Supervisor
  let log = RecordedLog()
  private let loop: EventLoop
  private var events: [ExecutorEvent] = []

  init(
    identity: ProcessIdentity? = nil, directory: String = "/",
    startLimitNanoseconds: UInt64 = Supervisor.startNanoseconds
  ) throws {
    loop = try EventLoop()
    let log = log
    supervisor = Supervisor(
      loop: loop, cgroups: try CgroupTree.prepare(pool: nil, own: nil), output: .standardError,
      log: Logger(label: "test") { _ in log.handler }, startLimitNanoseconds: startLimitNanoseconds)
    supervisor.onEvent = { [unowned self] in events.append($1) }
    let launch = ExecutorLaunch(
      image: TrialExecutor.image, programName: "trial", environment: [], directory: directory, scratch: "/",
      identity: identity)
    try supervisor.start(key, Resources(cores: 1, memoryBytes: 1 << 20), launch, now: 0)
  }

  /// Runs the loop until something is told.
  func nextEvent() throws -> ExecutorEvent {
    while events.isEmpty { loop.runOnce(timeoutNanoseconds: nil) }
    return events.removeFirst()
  }

  func grant() throws -> GrantedExecutor {
    guard case .started(let channel) = try nextEvent(), let process = supervisor.process(key) else {
      throw TestClient.Problem.silent
    }
    try TestClient.bound(channel)
    let grant = ExecutorGrant(
      executor: 1, processID: Int(process.processID), resources: Resources(cores: 1, memoryBytes: 1 << 20), channel: 0)
    return GrantedExecutor(grant: grant, channel: channel)
  }

  func end() throws -> ExecutorOutcome {
    guard case .ended(let outcome, _) = try nextEvent() else { throw TestClient.Problem.silent }
    return outcome
  }
}
