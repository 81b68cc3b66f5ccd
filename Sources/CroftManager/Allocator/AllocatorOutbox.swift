import CroftProtocol

/// What an event has come to so far: actions, and which rows it touched.
struct AllocatorOutbox: Sendable {
  var actions: [AllocatorAction] = []
  var applications: Set<ApplicationID> = []
  var executors: Set<ExecutorKey> = []
  var requests: Set<RequestKey> = []
  var reclaims: Set<Int> = []
  /// Whose reclaims have changed.
  var notices: [ReclaimTarget] = []
  var isDrainingTouched = false
}

extension Allocator {
  mutating func emit(_ action: AllocatorAction) { outbox.actions.append(action) }

  mutating func report(_ report: AllocatorReport, to id: ApplicationID) { emit(.report(id, report)) }

  /// Takes out the event's actions, the changes of rows first.
  mutating func flush() -> [AllocatorAction] {
    let outbox = outbox
    self.outbox = AllocatorOutbox()
    return changes(outbox).map { .store($0) } + outbox.actions
  }

  /// Each touched row once, as it is now. An application's row comes before those that refer to it and goes after.
  private func changes(_ touched: AllocatorOutbox) -> [AllocatorChange] {
    let ids = touched.applications.sorted { $0.rawValue < $1.rawValue }
    var changes = ids.compactMap { id in applications[id].map { AllocatorChange.putApplication($0.row(id)) } }
    changes += touched.executors.sorted().map { key in
      let held = applications[key.application]?.executors[key.executor]
      return held.map { .putExecutor($0.row(key)) } ?? .removeExecutor(key)
    }
    changes += touched.requests.sorted().map { key in
      let waiting = applications[key.application]?.waiting.first { $0.request == key.request }
      return waiting.map { .putRequest($0.row(key)) } ?? .removeRequest(key)
    }
    changes += touched.reclaims.sorted().map { id in
      reclaims.first { $0.id == id }.map { .putReclaim($0) } ?? .removeReclaim(id: id)
    }
    if touched.isDrainingTouched { changes.append(.setDraining(isDraining)) }
    return changes + ids.filter { applications[$0] == nil }.map { .removeApplication($0) }
  }
}

// The rows of what the allocator holds.
extension Allocator.ApplicationState {
  func row(_ id: ApplicationID) -> AllocatorSnapshot.Application {
    AllocatorSnapshot.Application(
      id: id, userID: userID, queue: queue, lastExecutor: lastExecutor, lastRequest: lastRequest,
      failuresInARow: failuresInARow, lastFailureAt: lastFailureAt, hasEnded: hasEnded, isHeld: isHeld,
      priority: priority)
  }
}

extension Allocator.HeldExecutor {
  func row(_ key: ExecutorKey) -> AllocatorSnapshot.Executor {
    AllocatorSnapshot.Executor(
      key: key, resources: resources, sharing: sharing, sequence: sequence, state: state, cause: cause,
      grantedAt: grantedAt, startedAt: startedAt)
  }
}

extension Allocator.WaitingRequest {
  func row(_ key: RequestKey) -> AllocatorSnapshot.Request {
    AllocatorSnapshot.Request(
      key: key, sequence: sequence, resources: resources, sharing: sharing, isGang: isGang, remaining: remaining,
      since: since)
  }
}
