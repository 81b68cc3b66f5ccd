import CroftProtocol

// A manager that was restarted takes over from the one before it.
extension Allocator {
  /// The allocator as it was, of the rows that it stored. Every driver counts as disconnected, and every executor as
  /// there, until `recovered` is told otherwise; nothing is granted before.
  ///
  /// Rows that refer to nothing are left out: they are of no use to anybody.
  init(recovering snapshot: AllocatorSnapshot, configuration: AllocatorConfiguration, now: Int) {
    self.init(configuration: configuration)
    advance(to: now)
    isDraining = snapshot.isDraining
    for row in snapshot.applications { restore(row) }
    for row in snapshot.executors where applications[row.key.application] != nil { restore(row) }
    for row in snapshot.requests.sorted(by: { $0.sequence < $1.sequence }) { restore(row) }
    reclaims = snapshot.reclaims.filter { applications[$0.application]?.hasEnded == false && $0.count > 0 }.sorted {
      $0.id < $1.id
    }
    lastSequence = max(
      snapshot.executors.map(\.sequence).max() ?? 0, snapshot.requests.map(\.sequence).max() ?? 0,
      snapshot.reclaims.map(\.id).max() ?? 0)
  }

  /// The supervisor has looked at the executors' processes: all but these it has taken over.
  ///
  /// Executors that were just being started are ended, since the driver's end of their channel died with the manager;
  /// those that were being ended are ended again.
  /// - Parameter watched: Applications whose drivers the manager runs: their processes tell when they end, and a driver
  ///   may take its time to connect.
  mutating func recovered(
    ended: [(ExecutorKey, ExecutorOutcome)], watched: Set<ApplicationID> = [], now: Int
  ) -> [AllocatorAction] {
    advance(to: now)
    for id in applicationIDs where applications[id]?.hasEnded == false && !watched.contains(id) {
      applications[id]?.reconnectDeadline = self.now + configuration.reconnectSeconds * 1000
    }
    // How long these lived isn't known, so they say nothing of whether executors of theirs die at once.
    for (key, outcome) in ended { gone(key, outcome: outcome) }
    for id in applicationIDs {
      for (executor, held) in applications[id]?.executors.sorted(by: { $0.key < $1.key }) ?? [] {
        let key = ExecutorKey(application: id, executor: executor)
        switch held.state {
        case .starting: end(key, because: .unreachable)
        case .ending: emit(.end(key))
        case .running: break
        }
      }
      forgetIfDone(id)
    }
    adaptToConfiguration()
    return settle()
  }

  /// What an application still waits for. Its driver compares it, when it is back, with what it believes.
  func waitingRequests(of id: ApplicationID) -> [WaitingRequest] { applications[id]?.waiting ?? [] }

  private mutating func restore(_ row: AllocatorSnapshot.Application) {
    var application = ApplicationState(
      userID: row.userID, queue: row.queue, priority: row.priority, isConnected: false)
    application.lastExecutor = row.lastExecutor
    application.lastRequest = row.lastRequest
    application.failuresInARow = row.failuresInARow
    // A clock that has been set back since mustn't keep anybody waiting.
    application.lastFailureAt = min(row.lastFailureAt, now)
    application.isHeld = row.isHeld
    application.hasEnded = row.hasEnded
    applications[row.id] = application
  }

  private mutating func restore(_ row: AllocatorSnapshot.Executor) {
    let held = HeldExecutor(
      resources: row.resources, sharing: row.sharing, sequence: row.sequence, grantedAt: min(row.grantedAt, now),
      startedAt: row.startedAt.map { min($0, now) }, state: row.state, cause: row.cause)
    applications[row.key.application]?.executors[row.key.executor] = held
    account(for: row.key.application) { $0 += held.usage }
  }

  private mutating func restore(_ row: AllocatorSnapshot.Request) {
    guard applications[row.key.application]?.hasEnded == false, row.remaining > 0 else { return }
    applications[row.key.application]?.waiting.append(
      WaitingRequest(
        request: row.key.request, sequence: row.sequence, resources: row.resources, sharing: row.sharing,
        isGang: row.isGang, since: min(row.since, now), remaining: row.remaining))
  }
}
