import CroftProtocol

/// What the tasks of an executor share.
final class ExecutorResources: Sendable {
  let memory: MemoryPool
  let cache: ExecutorCache

  /// - Parameter report: takes what changes in the cache, for the driver.
  init(slots: Int, budgetBytes: Int, report: @escaping @Sendable ([CacheChange]) -> Void) {
    memory = MemoryPool(budgetBytes: budgetBytes, slots: slots)
    cache = ExecutorCache(memory, report: report)
  }
}
