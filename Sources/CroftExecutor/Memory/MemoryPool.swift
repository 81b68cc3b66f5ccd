import Synchronization

/// An executor's memory for data, shared by its running tasks and its cache. Only counts: who needs more room than
/// there is has to make it.
///
/// What tasks hold comes first: when they need room, the cache gives up what was used least recently. As in Spark's
/// unified memory manager, a task may hold up to an equal share of the whole among those that run, and always half of
/// such a share among as many as there are slots: so no task can starve another one.
final class MemoryPool: Sendable {
  let budgetBytes: Int
  private let slots: Atomic<Int>
  private let state = Mutex(State())
  private let warnings = Atomic<Int>(0)

  private struct State {
    var heldByTasks = 0
    var heldByCache = 0
    var runningTasks = 0
  }

  /// What becomes of a task's request.
  enum Reservation: Equatable {
    case refused
    /// The bytes are the task's, but the cache has to give up so many. If it can't, a request that is not guaranteed
    /// has to be given back.
    case granted(missingBytes: Int, isGuaranteed: Bool)
  }

  init(budgetBytes: Int, slots: Int) {
    self.budgetBytes = budgetBytes
    self.slots = Atomic(slots)
  }

  /// Says how many tasks run at once, before the first one does.
  func setSlots(_ count: Int) { slots.store(count, ordering: .relaxed) }

  private var smallestShareBytes: Int { budgetBytes / (2 * slots.load(ordering: .relaxed)) }

  /// How often memory was short in spite of the budget (`ExecutorResources.makeRoom`).
  var warningCount: Int { warnings.load(ordering: .relaxed) }

  /// Has each task make room at its next request, as if there was none.
  func warn() { warnings.add(1, ordering: .relaxed) }

  /// Whether a task may always have so much more.
  ///
  /// - Parameter held: what it holds already.
  func guarantees(_ bytes: Int, held: Int) -> Bool { bytes <= smallestShareBytes - held }

  func taskBegins() { state.withLock { $0.runningTasks += 1 } }
  func taskEnds() { state.withLock { $0.runningTasks -= 1 } }

  /// - Parameter held: what the task holds already.
  func reserve(_ bytes: Int, held: Int) -> Reservation {
    state.withLock { state in
      let isGuaranteed = guarantees(bytes, held: held)
      let fits =
        bytes <= budgetBytes / max(1, state.runningTasks) - held
        && bytes <= budgetBytes - state.heldByTasks
      guard isGuaranteed || fits else { return .refused }
      state.heldByTasks += bytes
      let missing = max(0, state.heldByTasks + state.heldByCache - budgetBytes)
      return .granted(missingBytes: missing, isGuaranteed: isGuaranteed)
    }
  }

  func release(_ bytes: Int) { state.withLock { $0.heldByTasks -= bytes } }

  /// Takes room for the cache; never from tasks.
  ///
  /// - Returns: how many bytes are missing; 0 when they are the cache's.
  func reserveForCache(_ bytes: Int) -> Int {
    state.withLock { state in
      let free = budgetBytes - state.heldByTasks - state.heldByCache
      guard bytes <= free else { return bytes - free }
      state.heldByCache += bytes
      return 0
    }
  }

  func releaseFromCache(_ bytes: Int) { state.withLock { $0.heldByCache -= bytes } }

  /// What neither tasks nor the cache hold.
  var freeBytes: Int { state.withLock { max(0, budgetBytes - $0.heldByTasks - $0.heldByCache) } }

  /// What the cache holds.
  var heldByCacheBytes: Int { state.withLock(\.heldByCache) }
}
