import CroftDataset

/// What one task holds of the pool. Belongs to the task's thread; what is left is given back at the end.
final class PooledTaskMemory: TaskMemory {
  private let pool: MemoryPool
  private let cache: ExecutorCache
  private var held = 0

  init(of resources: ExecutorResources) {
    pool = resources.memory
    cache = resources.cache
    pool.taskBegins()
  }

  deinit {
    pool.release(held)
    pool.taskEnds()
  }

  func reserve(_ bytes: Int) -> Bool {
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
