import CroftDataset
import Synchronization

/// An executor's memory for data, shared by its running tasks and its cache.
///
/// What tasks hold comes first: when they need room, the cache gives up what was used least recently. As in Spark's
/// unified memory manager, a task may hold up to an equal share of the whole among those that run, and always half of
/// such a share among as many as there are slots: so no task can starve another one.
final class MemoryPool: Sendable {
  let budgetBytes: Int
  private let slots: Int
  private let state = Mutex(State())
  /// Makes room by giving up cached partitions; called without the lock.
  private let shrinkCache: @Sendable (_ bytes: Int) -> Void

  private struct State {
    var heldByTasks = 0
    var heldByCache = 0
    var runningTasks = 0
  }

  init(budgetBytes: Int, slots: Int, shrinkCache: @escaping @Sendable (_ bytes: Int) -> Void) {
    self.budgetBytes = budgetBytes
    self.slots = slots
    self.shrinkCache = shrinkCache
  }

  func taskBegins() { state.withLock { $0.runningTasks += 1 } }
  func taskEnds() { state.withLock { $0.runningTasks -= 1 } }

  /// - Parameter held: what the task holds already.
  func reserve(_ bytes: Int, held: Int) -> Bool {
    let smallestShare = budgetBytes / (2 * slots)
    let missing = state.withLock { state -> Int? in
      if held + bytes <= smallestShare {
        state.heldByTasks += bytes
        return max(0, state.heldByTasks + state.heldByCache - budgetBytes)
      }
      guard held + bytes <= budgetBytes / max(1, state.runningTasks),
        state.heldByTasks + bytes <= budgetBytes
      else { return nil }
      state.heldByTasks += bytes
      return max(0, state.heldByTasks + state.heldByCache - budgetBytes)
    }
    guard let missing else { return false }
    if missing > 0 { shrinkCache(missing) }
    return true
  }

  func release(_ bytes: Int) { state.withLock { $0.heldByTasks -= bytes } }

  /// Takes room for the cache; never from tasks.
  func reserveForCache(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.heldByTasks + state.heldByCache + bytes <= budgetBytes else { return false }
      state.heldByCache += bytes
      return true
    }
  }

  func releaseFromCache(_ bytes: Int) { state.withLock { $0.heldByCache -= bytes } }
}

/// What one task holds of the pool. Belongs to the task's thread; what is left is given back at the end.
final class PooledTaskMemory: TaskMemory {
  private let pool: MemoryPool
  private var held = 0

  init(of pool: MemoryPool) {
    self.pool = pool
    pool.taskBegins()
  }

  deinit {
    pool.release(held)
    pool.taskEnds()
  }

  func reserve(_ bytes: Int) -> Bool {
    guard pool.reserve(bytes, held: held) else { return false }
    held += bytes
    return true
  }

  func release(_ bytes: Int) {
    precondition(bytes <= held, "a task gives back more memory than it holds")
    held -= bytes
    pool.release(bytes)
  }
}
