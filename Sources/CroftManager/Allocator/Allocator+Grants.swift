import CroftProtocol

// Who is granted executors next.
extension Allocator {
  /// Starts all that may be started.
  mutating func grant() {
    guard !isStopping, !isPressureHigh else { return }
    _ = runGrants()
  }

  /// - Parameter isPlan: Grants, as if the machine had no end, what brings queues up to their minimum, and nothing
  ///   else; not more than `plannedGrants`. For a copy: it shows what these queues need next.
  mutating func runGrants(isPlan: Bool = false) -> GrantPass {
    var pass = GrantPass()
    var ranks = queueRanks()
    let candidates = applicationIDs.filter { id in applications[id].map(mayBeGranted) ?? false }
    let hasPriorities = candidates.contains { applications[$0]?.priority != 0 }
    var left = isPlan ? Self.plannedGrants : .max
    while left > 0, let next = best(of: candidates, in: pass, ranks, hasPriorities: hasPriorities, isPlan: isPlan),
      let application = applications[next.id]
    {
      if let scope = scopeWithoutRoom(for: next.waiting, of: application, isPlan: isPlan) {
        pass.close(
          GrantPass.Closing(
            scope: scope, application: next.id, userID: application.userID, queue: application.queue,
            request: next.waiting.request))
      } else {
        left -= 1
        start(next.waiting, of: next.id)
        if let rank = ranks[application.queue] { ranks[application.queue] = queueRank(at: rank.index) }
      }
    }
    return pass
  }

  /// Whether anything stands in the application's way that isn't room.
  func mayBeGranted(_ application: ApplicationState) -> Bool {
    application.isConnected && !application.isHeld && !application.hasEnded && !application.waiting.isEmpty
      && backoffEnd(of: application) == nil
  }

  private func best(
    of candidates: [ApplicationID], in pass: GrantPass, _ ranks: [String: QueueRank], hasPriorities: Bool, isPlan: Bool
  ) -> (id: ApplicationID, waiting: WaitingRequest)? {
    var best: (rank: GrantRank, id: ApplicationID, waiting: WaitingRequest)?
    if pass.isMachineClosed { return nil }
    let highest = hasPriorities ? highestPriorities(of: candidates, in: pass) : [:]
    for id in candidates {
      guard let application = applications[id], pass.isOpen(id, application),
        let waiting = application.waiting.first(where: { $0.reasonWhyNever == nil }),
        let queue = ranks[application.queue], !isPlan || queue.satisfaction == 0
      else { continue }
      let rank = rank(of: waiting, application, in: queue)
      if rank.lateSequence == nil, application.priority < highest[application.rivalry] ?? .min { continue }
      if let best, best.rank < rank { continue }
      best = (rank, id, waiting)
    }
    return best.map { ($0.id, $0.waiting) }
  }

  /// The innermost scope that the next grant to a request doesn't fit in. nil when it can be made.
  func scopeWithoutRoom(for waiting: WaitingRequest, of application: ApplicationState, isPlan: Bool = false)
    -> GrantScope?
  {
    GrantScope.allCases.first { scope in
      if isPlan && scope == .machine { return false }
      let (used, bound) = room(in: scope, for: application)
      return !(used + waiting.next).fits(in: bound)
    }
  }

  /// What is used in a scope of an application's, and how much of it there may be.
  func room(in scope: GrantScope, for application: ApplicationState) -> (used: ResourceTotal, bound: ResourceBound) {
    switch scope {
    case .application: return (application.used, configuration.applicationLimit)
    case .user:
      return (usedByUser[application.userID] ?? ResourceTotal(), configuration.limit(ofUser: application.userID))
    case .queue:
      let maximum = configuration.queue(application.queue)?.maximum
      return (usedByQueue[application.queue] ?? ResourceTotal(), maximum ?? .none)
    case .machine: return (used, ResourceBound(cores: capacity.cores, memoryBytes: capacity.memoryBytes))
    }
  }

  /// Starts one executor of a request, or all of a gang.
  private mutating func start(_ waiting: WaitingRequest, of id: ApplicationID) {
    let count = waiting.next.executors
    for _ in 0..<count {
      let number = (applications[id]?.lastExecutor ?? 0) + 1
      let key = ExecutorKey(application: id, executor: ExecutorID(number))
      let sequence = nextSequence()
      applications[id]?.lastExecutor = number
      applications[id]?.executors[key.executor] = HeldExecutor(
        resources: waiting.resources, sharing: waiting.sharing, sequence: sequence, grantedAt: now)
      outbox.executors.insert(key)
      emit(.start(key, waiting.resources, waiting.sharing))
    }
    account(for: id) { $0 += waiting.next }
    outbox.applications.insert(id)
    outbox.requests.insert(RequestKey(application: id, request: waiting.request))
    guard let index = applications[id]?.waiting.firstIndex(where: { $0.request == waiting.request }) else { return }
    applications[id]?.waiting[index].remaining -= count
    if waiting.remaining == count { applications[id]?.waiting.remove(at: index) }
  }
}
