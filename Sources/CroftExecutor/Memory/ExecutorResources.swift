import CroftLinux
import CroftProtocol
import Synchronization

/// What the tasks of an executor share.
final class ExecutorResources: Sendable {
  let memory: MemoryPool
  let cache: ExecutorCache
  let commands: CommandRunner
  private let isEvicting = Atomic<Bool>(false)

  /// - Parameter report: takes what changes in the cache, for the driver.
  init(
    slots: Int, budgetBytes: Int, commands: CommandRunner,
    report: @escaping @Sendable ([CacheChange]) -> Void
  ) {
    self.commands = commands
    memory = MemoryPool(budgetBytes: budgetBytes, slots: slots)
    cache = ExecutorCache(memory, report: report)
  }

  /// Gives memory back because the process is about to have too much, whatever the budget says: each task spills at
  /// its next request, and half of what is cached goes. Returns at once.
  func makeRoom() {
    memory.warn()
    guard !isEvicting.exchange(true, ordering: .relaxed) else { return }
    // On a thread of its own, because what is given up may have to be written first. One that can't be started now may
    // be at the next warning.
    let thread = try? NamedThread.start(name: "eviction") { [self] in
      evictHalf()
      isEvicting.store(false, ordering: .relaxed)
    }
    if thread == nil { isEvicting.store(false, ordering: .relaxed) }
  }

  /// Gives up half of what is cached, but for what tasks are reading.
  func evictHalf() {
    let cached = memory.heldByCacheBytes
    if cached > 0 { _ = cache.shrink(by: (cached + 1) / 2) }
    Heap.trim()
  }
}
