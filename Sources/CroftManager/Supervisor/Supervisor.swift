import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// Starts executors and detached drivers, or takes over those of an earlier manager; watches them on the event loop,
/// and ends them for good: with every process they left behind.
final class Supervisor {
  /// How long a process may take to its image. It has a directory to enter and a file to read, both of the user's
  /// choice: seconds on a busy network file system, for ever on one that hangs.
  static let startNanoseconds: UInt64 = 10_000_000_000
  /// How long an executor may tidy up after SIGTERM. An application has to be gone within a second, also when its
  /// executors ignore the signal; this leaves most of it for the kernel to take large processes apart.
  private static let graceNanoseconds: UInt64 = 300_000_000
  /// A driver cancels its jobs and closes its journal first: as long as Ctrl-C gives it.
  private static let driverGraceNanoseconds: UInt64 = 5_000_000_000

  /// Told of every executor whose `start` didn't throw, and of every adopted one.
  var onEvent: ((ExecutorKey, ExecutorEvent) -> Void)?
  /// The same of drivers.
  var onDriverEvent: ((ApplicationID, DriverEvent) -> Void)?

  let loop: EventLoop
  let log: Logger
  var processes: [SupervisedRole: SupervisedProcess] = [:]
  let cgroups: CgroupTree
  let output: ExecutorOutput
  let patience = JournalPatience()
  let startLimitNanoseconds: UInt64
  /// Where everything is started; nil: in the manager's own.
  let namespaces: ForeignNamespaces?
  /// Cgroups that nobody owns, on their way to their end.
  var abandoned: [String: CgroupEvents] = [:]

  init(
    loop: EventLoop, cgroups: CgroupTree, output: ExecutorOutput, log: Logger,
    startLimitNanoseconds: UInt64 = Supervisor.startNanoseconds, namespaces: ForeignNamespaces? = nil
  ) {
    self.loop = loop
    self.cgroups = cgroups
    self.output = output
    self.log = log
    self.startLimitNanoseconds = startLimitNanoseconds
    self.namespaces = namespaces
  }

  func process(_ key: ExecutorKey) -> SupervisedProcess? { processes[.executor(key)] }

  func driver(_ id: ApplicationID) -> SupervisedProcess? { processes[.driver(id)] }

  // MARK: - Ending on demand

  /// Asks an executor to end, and ends it by force when it doesn't.
  func end(_ key: ExecutorKey) { end(.executor(key), graceNanoseconds: Self.graceNanoseconds) }

  /// The same for a driver.
  func endDriver(_ id: ApplicationID) { end(.driver(id), graceNanoseconds: Self.driverGraceNanoseconds) }

  private func end(_ role: SupervisedRole, graceNanoseconds: UInt64) {
    guard let process = processes[role], process.killTimer == nil, !process.isReaped else { return }
    // Before its image runs it has nothing to tidy up, and listens to nothing but force.
    guard case .running = process.phase else { return kill(process) }
    // A failure means that it has ended by itself, and its descriptor is readable.
    try? process.process?.signal(SIGTERM)
    process.killTimer = loop.addTimer(at: MonotonicTime.nowNanoseconds + graceNanoseconds) { [unowned self] in
      kill(process)
    }
  }

  /// Ends everything by force, at once.
  func killAll() {
    for process in processes.values { kill(process) }
  }

  // MARK: - Telling

  /// What is told of processes of either kind.
  enum Event {
    case started(channel: FileDescriptor?)
    case failedToStart(reason: String)
    case ended(ExecutorOutcome, ExecutorUsage, processID: pid_t)
  }

  func tell(_ role: SupervisedRole, _ event: Event) {
    switch (role, event) {
    case (.executor(let key), .started(let channel?)): onEvent?(key, .started(channel: channel))
    case (.executor(let key), .failedToStart(let reason)): onEvent?(key, .failedToStart(reason: reason))
    case (.executor(let key), .ended(let outcome, let usage, _)): onEvent?(key, .ended(outcome, usage))
    case (.driver(let id), .started): onDriverEvent?(id, .started)
    case (.driver(let id), .failedToStart(let reason)): onDriverEvent?(id, .failedToStart(reason: reason))
    case (.driver(let id), .ended(let outcome, let usage, let processID)):
      onDriverEvent?(id, .ended(outcome, usage, processID: processID))
    // An executor always has a channel.
    case (.executor, .started(nil)): break
    }
  }
}
