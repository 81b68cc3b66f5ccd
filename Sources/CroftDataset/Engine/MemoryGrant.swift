/// What one table or buffer holds of its task's memory; given back when it goes.
@usableFromInline
package final class MemoryGrant {
  private let memory: any TaskMemory
  package private(set) var bytes = 0

  @usableFromInline
  convenience init(_ context: TaskContext) { self.init(of: context.services.memory) }

  package init(of memory: any TaskMemory) { self.memory = memory }

  deinit { memory.release(bytes) }

  /// Asks for as many bytes as are missing, or gives back those too many.
  ///
  /// - Returns: false, and nothing has changed, when there is no room.
  @usableFromInline
  package func resize(to wanted: Int) -> Bool {
    if wanted > bytes {
      guard memory.reserve(wanted - bytes) else { return false }
    } else {
      memory.release(bytes - wanted)
    }
    bytes = wanted
    return true
  }
}
