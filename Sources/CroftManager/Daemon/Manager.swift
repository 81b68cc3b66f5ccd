import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging

/// Ties the allocator to the world: performs its actions, and tells it what happened.
///
/// What an event changes is written down before anything else of it is done, so that a manager that is killed in the
/// middle of anything is followed by one that knows as much.
final class Manager {
  /// Called once, when nothing is left to wait for after `stop`.
  var onFinished: (() -> Void)?
  /// Calls the last once all is answered that a process of a user's has sent by now.
  typealias HearOut = (_ processID: pid_t, _ userID: uid_t, _ action: @escaping () -> Void) -> Void
  /// Without a server there is nothing to wait for.
  var hearOut: HearOut = { _, _, action in action() }

  /// How long executors and drivers may take to end when the manager does. All have been killed well before: drivers
  /// after five seconds.
  static let stopNanoseconds: UInt64 = 8_000_000_000

  private(set) var settings: ManagerSettings
  let loop: EventLoop
  let log: Logger
  let store: Store
  let scratch: Scratch
  let cgroups: CgroupTree
  let supervisor: Supervisor
  let pressure: MemoryPressure
  let feed = EventFeed()
  let service: ServiceReporter

  var configuration: ManagerConfiguration
  /// Its keys as texts, with their origins.
  var configurationSettings: [ConfigurationSetting] = []
  var allocator: Allocator
  var applications: [ApplicationID: RegisteredApplication] = [:]
  /// The driver's ends of channels whose executors have been started and not yet been granted.
  var channels: [ExecutorKey: FileDescriptor] = [:]
  /// What is to be started, one in each turn of the loop.
  var starts: [ExecutorStart] = []
  var isStartScheduled = false
  /// The manager ends, and its connections with it, which means nothing to applications.
  var isLeaving = false
  var isPruningScheduled = false
  /// Applications that the allocator has forgotten, and whose drivers are still ending.
  var leaving: Set<ApplicationID> = []
  /// The allocator waits for nothing any more.
  var isFinished = false
  var isStopBounded = false

  let stopLimitNanoseconds: UInt64
  private var pending: [AllocatorAction] = []
  private var isPerforming = false
  private var wakeTimer: TimerToken?

  init(
    loop: EventLoop, settings: ManagerSettings, configuration: ManagerConfiguration, store: Store, scratch: Scratch,
    cgroups: CgroupTree, log: Logger, stopLimitNanoseconds: UInt64 = Manager.stopNanoseconds
  ) {
    self.stopLimitNanoseconds = stopLimitNanoseconds
    self.loop = loop
    self.settings = settings
    self.configuration = configuration
    self.store = store
    self.scratch = scratch
    self.cgroups = cgroups
    self.log = log
    service = ServiceReporter(loop: loop)
    allocator = Allocator(
      configuration: configuration.allocator(capacity: settings.capacity(as: configuration)))
    pressure = MemoryPressure(pool: cgroups.pool, loop: loop)
    let output: ExecutorOutput = settings.logDestination == .journal ? .journal : .standardError
    supervisor = Supervisor(
      loop: loop, cgroups: cgroups, output: output, log: log, namespaces: settings.hostNamespaces)
    supervisor.onEvent = { [unowned self] key, event in heard(event, of: key) }
    supervisor.onDriverEvent = { [unowned self] id, event in
      guard case .ended(let outcome, let usage, let processID) = event, let userID = applications[id]?.userID else {
        return heard(event, ofDriverOf: id)
      }
      hearOut(processID, userID) { [unowned self] in
        heard(.ended(outcome, usage, processID: processID), ofDriverOf: id)
      }
    }
    service.line = { [unowned self] in FarmStatusLine(status()) }
    pressure.onChange = { [unowned self] isHigh in pressureChanged(isHigh: isHigh) }
  }

  var now: Int { settings.nowMilliseconds() }

  /// Looks again what there is to hand out.
  func measureAgain() {
    do {
      try settings.measureAgain()
    } catch {
      log.warning("the machine's size can't be read again: \(error), ignoring; what it was before still counts")
    }
  }

  // MARK: - Events

  /// Has the allocator take an event that can be refused. When what it changes can't be written, nothing has happened.
  ///
  /// - Parameter before: What is to be done once it is written, before the event's own actions.
  func attempt<Result>(
    with changes: [StoreChange] = [],
    _ event: (inout Allocator) throws(ManagerError) -> (Result, [AllocatorAction]), before: () -> Void = {}
  ) throws(ManagerError) -> Result {
    var next = allocator
    let (result, actions) = try event(&next)
    do {
      try store.apply(changes + actions.changes)
    } catch {
      log.entry(.databaseFailed, "\(error)")
      throw .failed(reason: "\(error)")
    }
    allocator = next
    before()
    perform(actions)
    return result
  }

  /// Has the allocator take an event that has happened, whatever we say.
  func note(with changes: [StoreChange] = [], _ actions: [AllocatorAction]) {
    keep(changes + actions.changes)
    perform(actions)
  }

  /// Writes what can't be refused any more, now or as soon as it can be written.
  func keep(_ changes: [StoreChange]) {
    if let error = store.applyOrKeep(changes) {
      log.entry(.databaseFailed, "\(error), going on; it is written when that is possible again")
    }
  }

  // MARK: - Actions

  /// Performs actions in order, also those that come from performing others.
  private func perform(_ actions: [AllocatorAction]) {
    pending += actions
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    while !pending.isEmpty {
      let batch = pending
      pending.removeAll()
      for action in batch { perform(action) }
    }
    if allocator.isKilling || isFinished { boundStop() }
    service.farmChanged()
  }

  private func perform(_ action: AllocatorAction) {
    switch action {
    case .store: break
    case .start(let key, let resources, let sharing):
      start(ExecutorStart(key: key, resources: resources, sharing: sharing))
    case .end(let key): end(key)
    case .report(let id, let report): deliver(report, to: id)
    case .forget(let id): forget(id)
    case .wakeAt(let time): wake(at: time)
    case .finished:
      isFinished = true
      finishIfDone()
    }
  }

  static let centuryMilliseconds = 100 * 365 * 86_400_000

  private func wake(at time: Int?) {
    if let wakeTimer { loop.cancelTimer(wakeTimer) }
    wakeTimer = time.map { time in
      // Whatever the clock says: nothing has to be done later than in a century, and nothing overflows.
      let milliseconds = UInt64(min(max(0, time - now), Self.centuryMilliseconds))
      return loop.addTimer(at: MonotonicTime.nowNanoseconds + milliseconds * 1_000_000) { [unowned self] in
        wakeTimer = nil
        note(allocator.timePassed(now: max(now, time)))
      }
    }
  }

  private func deliver(_ report: AllocatorReport, to id: ApplicationID) {
    guard let application = applications[id] else { return }
    switch report {
    case .granted(let executor, let resources):
      let key = ExecutorKey(application: id, executor: executor)
      // Without them it has ended since, which is the next report.
      guard let channel = channels.removeValue(forKey: key), let process = supervisor.process(key) else { return }
      let grant = ExecutorGrant(
        executor: executor.rawValue, processID: Int(process.processID), resources: resources, channel: 0)
      application.deliver(.granted(grant), [channel])
    case .ended(let end): application.deliver(.ended(end))
    case .reclaim(let notice):
      announce(
        .executorReclaimed, application: application,
        "application \(id) is asked for \(notice.count) of its executors: \(notice.reason)")
      application.deliver(.reclaim(notice))
    case .terminated(let termination):
      application.endReason = termination.reason
      application.deliver(.terminated(termination))
      applicationEnded(id, because: termination.reason)
    case .stopping:
      application.endReason = "the manager stopped"
      application.deliver(.stopping)
      cancelRestart(of: application)
      if application.detachment != nil { supervisor.endDriver(id) }
    }
  }

  // MARK: - Telling

  /// Tells the journal, and who watches the farm.
  ///
  /// - Parameters:
  ///   - journalKind: What it is to the journal, where that tells more kinds apart than an event has.
  ///   - details: More fields for the journal.
  func announce(
    _ kind: FarmEvent.Kind, application: RegisteredApplication? = nil, executor: ExecutorID? = nil, _ message: String,
    as journalKind: JournalMessageID? = nil, details: Logger.Metadata = [:]
  ) {
    let event = FarmEvent(
      time: now, kind: kind, application: application?.id.rawValue, executor: executor?.rawValue, message: message)
    if let journalKind = journalKind ?? kind.messageID {
      log.entry(journalKind, message, metadata: .event(event, of: application).merging(details) { $1 })
    }
    feed.publish(event, owner: application?.userID)
  }
}

extension [AllocatorAction] {
  var changes: [StoreChange] {
    compactMap { if case .store(let change) = $0 { .allocator(change) } else { nil } }
  }
}
