import CroftProtocol

@testable import CroftManager

/// What a store would hold: rows by their keys.
struct StoredRows: Equatable {
  var applications: [Int: AllocatorSnapshot.Application] = [:]
  var executors: [ExecutorKey: AllocatorSnapshot.Executor] = [:]
  var requests: [RequestKey: AllocatorSnapshot.Request] = [:]
  var reclaims: [Int: Reclaim] = [:]
  var isDraining = false

  init() {}

  /// The rows that an allocator's state comes to.
  init(of allocator: Allocator) {
    for (id, application) in allocator.applications {
      applications[id.rawValue] = application.row(id)
      for (executor, held) in application.executors {
        let key = ExecutorKey(application: id, executor: executor)
        executors[key] = held.row(key)
      }
      for waiting in application.waiting {
        let key = RequestKey(application: id, request: waiting.request)
        requests[key] = waiting.row(key)
      }
    }
    for reclaim in allocator.reclaims { reclaims[reclaim.id] = reclaim }
    isDraining = allocator.isDraining
  }

  mutating func apply(_ change: AllocatorChange) {
    switch change {
    case .putApplication(let row): applications[row.id.rawValue] = row
    case .removeApplication(let id): applications[id.rawValue] = nil
    case .putExecutor(let row): executors[row.key] = row
    case .removeExecutor(let key): executors[key] = nil
    case .putRequest(let row): requests[row.key] = row
    case .removeRequest(let key): requests[key] = nil
    case .putReclaim(let row): reclaims[row.id] = row
    case .removeReclaim(let id): reclaims[id] = nil
    case .setDraining(let isDraining): self.isDraining = isDraining
    }
  }

  var snapshot: AllocatorSnapshot {
    AllocatorSnapshot(
      applications: Array(applications.values), executors: Array(executors.values),
      requests: Array(requests.values), reclaims: Array(reclaims.values), isDraining: isDraining)
  }
}
