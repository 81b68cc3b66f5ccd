import CroftProtocol

/// One row of what the allocator has to find again after the manager's death.
enum AllocatorChange: Equatable, Sendable {
  case putApplication(AllocatorSnapshot.Application)
  /// The last of its rows to go.
  case removeApplication(ApplicationID)
  case putExecutor(AllocatorSnapshot.Executor)
  case removeExecutor(ExecutorKey)
  case putRequest(AllocatorSnapshot.Request)
  case removeRequest(RequestKey)
  case putReclaim(Reclaim)
  case removeReclaim(id: Int)
  case setDraining(Bool)
}

/// The rows, read back. Their order doesn't matter.
struct AllocatorSnapshot: Equatable, Sendable {
  var applications: [Application] = []
  var executors: [Executor] = []
  var requests: [Request] = []
  var reclaims: [Reclaim] = []
  var isDraining = false

  struct Application: Equatable, Sendable {
    var id: ApplicationID
    var userID: Int
    var queue: String
    var lastExecutor: Int
    var lastRequest: Int
    /// Executors that died at once, one after another.
    var failuresInARow: Int
    /// Milliseconds since 1970, or 0.
    var lastFailureAt: Int
    var hasEnded: Bool
    var isHeld = false
    var priority = 0
  }

  struct Executor: Equatable, Sendable {
    var key: ExecutorKey
    var resources: Resources
    var sharing: CoreSharing
    /// Its place among all grants and requests of the manager's.
    var sequence: Int
    var state: ExecutorSummary.State
    var cause: EndCause?
    /// Milliseconds since 1970.
    var grantedAt: Int
    var startedAt: Int?
  }

  struct Request: Equatable, Sendable {
    var key: RequestKey
    var sequence: Int
    var resources: Resources
    var sharing: CoreSharing
    var isGang: Bool
    var remaining: Int
    /// Milliseconds since 1970.
    var since: Int
  }
}

/// What an application was asked to give back, and hasn't given yet.
struct Reclaim: Equatable, Sendable {
  enum Purpose: String, Sendable, CaseIterable {
    /// A queue below its minimum needs it.
    case minimum
    /// It is above a limit that was lowered.
    case limit
    /// It is held.
    case hold
  }

  /// Ascending in the order of asking.
  var id: Int
  var application: ApplicationID
  /// Of each executor.
  var resources: Resources
  /// At least 1.
  var count: Int
  /// When the manager takes them itself: milliseconds since 1970. `ReclaimNotice.noDeadline` for a hold.
  var deadline: Int
  var purpose: Purpose

  var usage: ResourceTotal { ResourceTotal(resources: resources, executors: 1) }
}
