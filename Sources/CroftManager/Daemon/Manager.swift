import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging

/// Ties the allocator to the world: performs its actions, and tells it what happened.
final class Manager {
  /// Called once, after `stop`, when the last executor is gone.
  var onFinished: (() -> Void)?

  /// How long executors may take to end when the manager does. All have been killed well before.
  static let stopNanoseconds: UInt64 = 5_000_000_000

  let settings: ManagerSettings
  let limits: [EnforcedLimit]
  var allocator: Allocator
  private(set) var applications: [ApplicationID: RegisteredApplication] = [:]
  let supervisor: Supervisor

  let loop: EventLoop
  private let state: StateDirectory
  private let scratch: Scratch
  private let cgroups: CgroupTree
  let log: Logger
  private let stopLimitNanoseconds: UInt64
  /// What is to be started, one in each turn of the loop.
  var starts: [(key: ExecutorKey, resources: Resources)] = []
  var isStartScheduled = false
  private var pending: [AllocatorAction] = []
  private var isPerforming = false
  /// The driver's ends of channels whose executors have been started and not yet been granted.
  var channels: [ExecutorKey: FileDescriptor] = [:]

  init(
    loop: EventLoop, settings: ManagerSettings, state: StateDirectory, scratch: Scratch, cgroups: CgroupTree,
    log: Logger, stopLimitNanoseconds: UInt64 = Manager.stopNanoseconds
  ) {
    self.stopLimitNanoseconds = stopLimitNanoseconds
    self.loop = loop
    self.settings = settings
    self.state = state
    self.scratch = scratch
    self.cgroups = cgroups
    self.log = log
    limits = cgroups.limits
    allocator = Allocator(capacity: settings.capacity)
    let output: ExecutorOutput = settings.logDestination == .journal ? .journal : .standardError
    supervisor = Supervisor(loop: loop, cgroups: cgroups, output: output, log: log)
    supervisor.onEvent = { [unowned self] key, event in heard(event, of: key) }
  }

  // MARK: - What applications ask for

  /// Registers an application, and sends it its first event.
  func register(
    _ registration: RegisterApplication, image: FileDescriptor, peer: PeerCredentials,
    deliver: @escaping (ApplicationEvent, [FileDescriptor]) -> Void
  ) throws(ManagerError) -> ApplicationID {
    try RegistrationCheck.check(registration, image: image)
    try allocator.checkRegistration()
    let application: RegisteredApplication
    do {
      application = try prepare(registration, image: image, peer: peer, deliver: deliver)
    } catch {
      log.error("registration of \(registration.name) failed: \(error)", metadata: .peer(peer))
      throw .failed(reason: "\(error)")
    }
    let id = application.id
    try allocator.applicationRegistered(id)
    applications[id] = application
    log.info(
      "application \(id) (\(application.name)) of user \(peer.userID) registered",
      metadata: .application(id, .applicationRegistered))
    let scratch = application.launch.scratch
    deliver(.registered(Registered(application: id.rawValue, scratch: scratch, capacity: settings.capacity)), [])
    return id
  }

  /// Everything of a registration that can fail for reasons of the machine's.
  private func prepare(
    _ registration: RegisterApplication, image: FileDescriptor, peer: PeerCredentials,
    deliver: @escaping (ApplicationEvent, [FileDescriptor]) -> Void
  ) throws(SystemError) -> RegisteredApplication {
    // Only root's manager has other users' applications, and their executors run as those users.
    let identity = peer.userID == geteuid() ? nil : ProcessIdentity(peer)
    let driver = try peer.process()
    let id = try state.nextApplication()
    if let driver {
      try loop.watch(driver.descriptor.rawValue, for: .readable) { [unowned self] _ in
        applicationEnded(id, because: "its process ended")
      }
    }
    do {
      let launch = ExecutorLaunch(
        image: image, programName: registration.arguments[0], environment: registration.environment,
        directory: registration.directory, scratch: try scratch.create(id, owner: identity), identity: identity)
      return RegisteredApplication(
        id: id, name: registration.name, peer: peer, launch: launch, registeredAt: settings.nowMilliseconds(),
        driver: driver, deliver: deliver)
    } catch {
      if let driver { loop.unwatch(driver.descriptor.rawValue) }
      throw error
    }
  }

  func requestExecutors(_ method: RequestExecutors, for rights: CallerRights) throws(ManagerError)
    -> RequestExecutors.Reply
  {
    let id = try applicationToActOn(method.application, for: rights)
    let (request, actions) = try allocator.requested(by: id, count: method.count, resources: method.resources)
    perform(actions)
    return RequestExecutors.Reply(request: request)
  }

  func withdrawRequest(_ method: WithdrawRequest, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let id = try applicationToActOn(method.application, for: rights)
    perform(try allocator.withdrawn(by: id, request: method.request))
    return EmptyReply()
  }

  func releaseExecutor(_ method: ReleaseExecutor, for rights: CallerRights) throws(ManagerError) -> EmptyReply {
    let id = try applicationToActOn(method.application, for: rights)
    perform(try allocator.released(ExecutorKey(application: id, executor: ExecutorID(method.executor))))
    return EmptyReply()
  }

  private func applicationToActOn(_ number: Int, for rights: CallerRights) throws(ManagerError) -> ApplicationID {
    guard let application = applications[ApplicationID(number)] else {
      throw .noSuchApplication(application: number)
    }
    guard rights.mayAct(onApplicationOf: application.peer.userID) else { throw .service(.permissionDenied) }
    return application.id
  }

  // MARK: - What happens to the manager

  /// The driver is gone, by whichever sign came first.
  func applicationEnded(_ id: ApplicationID, because reason: String) {
    guard let application = applications[id], allocator.applications[id]?.hasEnded == false else { return }
    if let driver = application.driver { loop.unwatch(driver.descriptor.rawValue) }
    log.info("application \(id) (\(application.name)) ended: \(reason)", metadata: .application(id, .applicationEnded))
    perform(allocator.applicationEnded(id))
  }

  /// Ends everything. Asked a second time, without waiting for anybody.
  func stop() {
    if allocator.isStopping {
      supervisor.killAll()
    } else {
      loop.addTimer(at: MonotonicTime.nowNanoseconds + stopLimitNanoseconds) { [unowned self] in giveUp() }
    }
    perform(allocator.stop())
  }

  /// Not even force has ended them: the kernel waits for a device or a file server on their behalf.
  private func giveUp() {
    for (key, executor) in supervisor.processes {
      log.error(
        "\(key), process \(executor.process.processID), doesn't end, and is left behind with its cgroup",
        metadata: .executor(key))
    }
    onFinished?()
  }

  // MARK: - Actions

  /// Performs actions in order, also those that come from performing others.
  func perform(_ actions: [AllocatorAction]) {
    pending += actions
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    while !pending.isEmpty {
      let batch = pending
      pending.removeAll()
      for action in batch { perform(action) }
    }
  }

  private func perform(_ action: AllocatorAction) {
    switch action {
    case .start(let key, let resources): start(key, resources)
    case .end(let key): end(key)
    case .report(let id, let report): deliver(report, to: id)
    case .forget(let id): forget(id)
    case .finished: onFinished?()
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
        executor: executor.rawValue, processID: Int(process.process.processID), resources: resources, channel: 0)
      application.deliver(.granted(grant), [channel])
    case .ended(let end): application.deliver(.ended(end), [])
    case .stopping: application.deliver(.stopping, [])
    }
  }

  private func forget(_ id: ApplicationID) {
    guard let application = applications.removeValue(forKey: id) else { return }
    if let driver = application.driver { loop.unwatch(driver.descriptor.rawValue) }
    channels = channels.filter { $0.key.application != id }
    do {
      try cgroups.removeApplication(id)
    } catch {
      log.warning("cgroup of application \(id) couldn't be removed: \(error), ignoring", metadata: .application(id))
    }
    scratch.remove(id)
  }
}
