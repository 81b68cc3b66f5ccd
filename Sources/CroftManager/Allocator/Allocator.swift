import CroftProtocol

/// Shares the machine among queues, users and applications. A pure state machine: events come in as method calls,
/// what is to be done comes out as actions, and nothing else is read or touched.
///
/// Events carry the time in milliseconds since 1970; a clock that is set back stands still here. What must survive the
/// manager's death comes out as changes of rows, before the actions that rest on it; `init(recovering:)` makes the
/// same allocator again of those rows.
///
/// Capacity is taken when an executor is told to start and given back when its process has been reaped, not before.
struct Allocator: Sendable {
  var configuration: AllocatorConfiguration
  var applications: [ApplicationID: ApplicationState] = [:]
  /// In the order of asking.
  var reclaims: [Reclaim] = []
  /// Whether limits have to be looked at: since the configuration has changed, until nobody is above one.
  var isAboveLimits = false
  var isDraining = false
  /// Set when the manager stops once it is drained.
  var drainEnd: DrainEnd?
  /// Nothing is granted any more, whether what is there is ended or kept.
  var isStopping = false
  /// All executors are being ended; the last one's end finishes the stop.
  var isKilling = false
  var isPressureHigh = false

  /// By everybody, by queue, and by user. Kept in step by `use` and `giveBack`.
  var used = ResourceTotal()
  var usedByQueue: [String: ResourceTotal] = [:]
  var usedByUser: [Int: ResourceTotal] = [:]

  /// Numbers requests, grants and reclaims in the order in which they came.
  var lastSequence = 0
  var now = 0
  /// The time that was last asked for by `.wakeAt`.
  var toldDeadline: Int?
  var outbox = AllocatorOutbox()

  init(configuration: AllocatorConfiguration) { self.configuration = configuration }

  var capacity: Resources { configuration.capacity }
  /// Negative in part after the capacity has been lowered below what is in use.
  var free: Resources { capacity - used.resources }

  struct ApplicationState: Sendable {
    let userID: Int
    var queue: String
    /// Among the applications of the same user in the same queue: the higher is served first.
    var priority = 0
    var lastExecutor = 0
    var lastRequest = 0
    var executors: [ExecutorID: HeldExecutor] = [:]
    /// In the order of asking.
    var waiting: [WaitingRequest] = []
    var used = ResourceTotal()
    /// Whether its driver can be told of grants. Without, it is granted none.
    var isConnected: Bool
    /// When it is ended unless its driver is back.
    var reconnectDeadline: Int?
    /// Ends that its driver couldn't be told. Not stored: after two deaths of the manager, how these ended is lost.
    var untold: [ExecutorEnd] = []
    var failuresInARow = 0
    var lastFailureAt = 0
    /// Somebody holds it back: it is granted nothing.
    var isHeld = false
    /// It is gone, and kept only until its executors are.
    var hasEnded = false
  }

  struct HeldExecutor: Sendable, Equatable {
    let resources: Resources
    let sharing: CoreSharing
    let sequence: Int
    let grantedAt: Int
    var startedAt: Int?
    var state = ExecutorSummary.State.starting
    /// Why it is being ended.
    var cause: EndCause?

    var usage: ResourceTotal { ResourceTotal(resources: resources, executors: 1) }
  }

  struct WaitingRequest: Sendable, Equatable {
    let request: Int
    /// Its place among all, by when it was made, or its application was released last.
    var sequence: Int
    let resources: Resources
    let sharing: CoreSharing
    /// All of its executors at once, or none.
    let isGang: Bool
    /// When that was.
    var since: Int
    /// Executors that are still to be granted: at least one.
    var remaining: Int
    /// Why it can't be served at all as the manager is configured now. It holds nobody back.
    var reasonWhyNever: String?

    /// What the next grant takes.
    var next: ResourceTotal {
      let count = isGang ? remaining : 1
      return ResourceTotal(
        resources: Resources(cores: resources.cores * count, memoryBytes: resources.memoryBytes * count),
        executors: count)
    }
  }

  /// What ends a drain that the manager's stop waits for.
  struct DrainEnd: Sendable, Equatable {
    /// When what is left is killed; nil: never.
    var deadline: Int?
  }

  // MARK: - Shared steps of all events

  mutating func advance(to time: Int) { now = max(now, time) }

  /// Ends every event: does what has become due and possible, and says what is to be done.
  mutating func settle() -> [AllocatorAction] {
    expire()
    grant()
    settleReclaims()
    stopIfDrained()
    finishIfDone()
    tellDeadline()
    return flush()
  }

  mutating func nextSequence() -> Int {
    lastSequence += 1
    return lastSequence
  }

  /// Sorted, since a dictionary's order differs from run to run.
  var applicationIDs: [ApplicationID] { applications.keys.sorted { $0.rawValue < $1.rawValue } }
}
