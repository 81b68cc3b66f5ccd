import CroftDataset
import CroftProtocol

/// What the tasks of an executor share.
final class ExecutorResources: Sendable {
  let memory: MemoryPool
  let cache: ExecutorCache

  /// - Parameter report: takes what changes in the cache, for the driver.
  init(slots: Int, budgetBytes: Int, report: @escaping @Sendable ([CacheChange]) -> Void) {
    let cache = ExecutorCache(report: report)
    self.cache = cache
    memory = MemoryPool(budgetBytes: budgetBytes, slots: slots) { [unowned cache] in cache.shrink(by: $0) }
    cache.attach(memory)
  }
}
