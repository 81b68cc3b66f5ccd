import CroftDataset
import CroftProtocol

/// What this executor keeps of persisted datasets.
final class ExecutorCache: PartitionCache, Sendable {
  init(report: @escaping @Sendable ([CacheChange]) -> Void) {}
  func attach(_ memory: MemoryPool) {}
  func shrink(by bytes: Int) {}
  func unpersist(_ datasets: [CacheID]) {}
  func lookUp(_ partition: CachedPartitionID) throws -> KeptPartition? { nil }
  func keep(
    _ elements: any Sendable, as partition: CachedPartitionID, bytes: Int,
    encode: (@Sendable (any BlockOutput) throws -> Void)?
  ) -> Bool { false }
  func createFile(for partition: CachedPartitionID) throws -> any CacheFile { throw MalformedBytes("no cache yet") }
}
