import CroftDataset

/// What one task holds of the pool. Belongs to the task's thread; what is left is given back at the end.
final class PooledTaskMemory: TaskMemory {
  private let pool: MemoryPool
  private let cache: ExecutorCache
  private var held = 0
  /// Those warnings that it has made room for, or came too late for.
  private var heededWarnings: Int

  init(of resources: ExecutorResources) {
    pool = resources.memory
    cache = resources.cache
    heededWarnings = pool.warningCount
    pool.taskBegins()
  }

  deinit {
    pool.release(held)
    pool.taskEnds()
  }

  func reserve(_ bytes: Int) -> Bool {
    let warnings = pool.warningCount
    let isWarned = warnings != exchange(&heededWarnings, with: warnings)
    // A refusal makes the task spill. What every task may have is hardly worth that.
    if isWarned, !pool.guarantees(bytes, held: held) { return false }
    guard case .granted(let missing, let isGuaranteed) = pool.reserve(bytes, held: held) else {
      return false
    }
    // A partition that a running task reads can't be given up.
    if missing > 0, cache.shrink(by: missing) < missing, !isGuaranteed {
      pool.release(bytes)
      return false
    }
    held += bytes
    return true
  }

  func release(_ bytes: Int) {
    precondition(bytes <= held, "a task gives back more memory than it holds")
    held -= bytes
    pool.release(bytes)
  }
}
