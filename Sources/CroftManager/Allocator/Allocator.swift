import CroftProtocol

/// Shares the machine among applications. A pure state machine: events come in as method calls, what is to be done
/// comes out as actions, and nothing else is read or touched.
///
/// Requests are served first come, first served over all applications, and strictly: a request at the head that
/// doesn't fit whole is granted one executor at a time, and holds all others back. So a large request can't starve.
/// Capacity is taken when an executor is told to start and given back when its process has been reaped, not before.
struct Allocator: Sendable {
  let capacity: Resources
  let limits: AllocatorLimits
  var free: Resources
  var applications: [ApplicationID: ApplicationState] = [:]
  var queue: [WaitingRequest] = []
  var isStopping = false

  struct ApplicationState: Sendable {
    var lastExecutor = 0
    var lastRequest = 0
    var executors: [ExecutorID: HeldExecutor] = [:]
    /// It is gone, and kept only until its executors are.
    var hasEnded = false
  }

  struct HeldExecutor: Sendable {
    let resources: Resources
    var state: ExecutorSummary.State = .starting
    /// Why it is being ended.
    var cause: EndCause?
  }

  struct WaitingRequest: Sendable, Equatable {
    let application: ApplicationID
    let request: Int
    let resources: Resources
    /// Executors that are still to be granted: at least one.
    var remaining: Int
  }

  init(capacity: Resources, limits: AllocatorLimits = AllocatorLimits()) {
    self.capacity = capacity
    self.limits = limits
    free = capacity
  }

  // MARK: - Applications

  /// Whether another application may register.
  func checkRegistration() throws(ManagerError) {
    if isStopping { throw .stopping }
    if applications.count >= limits.applications {
      throw .tooMany(what: "applications", limit: limits.applications)
    }
  }

  mutating func applicationRegistered(_ id: ApplicationID) throws(ManagerError) {
    try checkRegistration()
    precondition(applications[id] == nil, "the state directory never gives an application's number out twice")
    applications[id] = ApplicationState()
  }

  /// The application's connection or its process is gone. Unknown ones are ignored: both may go.
  mutating func applicationEnded(_ id: ApplicationID) -> [AllocatorAction] {
    guard let application = applications[id], !application.hasEnded else { return [] }
    applications[id]?.hasEnded = true
    queue.removeAll { $0.application == id }
    return end(all: id, because: .applicationEnded) + forgetIfDone(id) + grant()
  }

  /// Grants nothing any more and ends everything.
  mutating func stop() -> [AllocatorAction] {
    guard !isStopping else { return [] }
    isStopping = true
    queue.removeAll()
    let ids = applications.keys.sorted { $0.rawValue < $1.rawValue }
    let reports = ids.filter { applications[$0]?.hasEnded == false }.map { AllocatorAction.report($0, .stopping) }
    return reports + ids.flatMap { end(all: $0, because: .stopping) } + finishIfDone()
  }

  // MARK: - Shared steps

  /// Starts what fits, strictly in order.
  mutating func grant() -> [AllocatorAction] {
    var actions: [AllocatorAction] = []
    var served = 0
    // Requests that are served whole are taken out together, since an array's head is costly to remove.
    defer { queue.removeFirst(served) }
    while served < queue.count, queue[served].resources.fits(in: free) {
      actions.append(start(one: queue[served]))
      queue[served].remaining -= 1
      if queue[served].remaining == 0 { served += 1 }
    }
    return actions
  }

  private mutating func start(one request: WaitingRequest) -> AllocatorAction {
    free -= request.resources
    let number = (applications[request.application]?.lastExecutor ?? 0) + 1
    let executor = ExecutorID(number)
    applications[request.application]?.lastExecutor = number
    applications[request.application]?.executors[executor] = HeldExecutor(resources: request.resources)
    return .start(ExecutorKey(application: request.application, executor: executor), request.resources)
  }

  /// Ends all executors of an application that aren't being ended yet.
  private mutating func end(all id: ApplicationID, because cause: EndCause) -> [AllocatorAction] {
    let executors = applications[id]?.executors.keys.sorted() ?? []
    return executors.compactMap { end(ExecutorKey(application: id, executor: $0), because: cause) }
  }

  /// nil when it is being ended already; the first cause stands.
  mutating func end(_ key: ExecutorKey, because cause: EndCause) -> AllocatorAction? {
    guard let held = applications[key.application]?.executors[key.executor], held.state != .ending else { return nil }
    applications[key.application]?.executors[key.executor]?.state = .ending
    applications[key.application]?.executors[key.executor]?.cause = cause
    return .end(key)
  }

  mutating func forgetIfDone(_ id: ApplicationID) -> [AllocatorAction] {
    guard let application = applications[id], application.hasEnded, application.executors.isEmpty else { return [] }
    applications[id] = nil
    return [.forget(id)]
  }

  /// When the manager stops, applications outlive their executors only until the last of all executors is gone.
  mutating func finishIfDone() -> [AllocatorAction] {
    guard isStopping, applications.values.allSatisfy(\.executors.isEmpty) else { return [] }
    let left = applications.keys.sorted { $0.rawValue < $1.rawValue }
    applications.removeAll()
    return left.map { .forget($0) } + [.finished]
  }
}
