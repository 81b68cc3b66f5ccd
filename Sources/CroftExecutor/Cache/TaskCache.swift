import CroftDataset
import CroftLinux
import CroftProtocol

/// The cache as a task sees it: what its executor has in memory, and the files that all executors of the application
/// share.
final class TaskCache: PartitionCache {
  private let cache: ExecutorCache
  private let paths: ScratchPaths

  init(_ cache: ExecutorCache, _ paths: ScratchPaths) {
    self.cache = cache
    self.paths = paths
  }

  func lookUp(_ partition: CachedPartitionID) throws -> StoredPartition? {
    if let elements = cache.elements(of: partition) { return .elements(elements) }
    let path = paths.cachedPartition(partition.dataset, partition.partition)
    return try CachedPartitionFile.open(path, of: partition, in: cache).map { .file($0) }
  }

  func claim(_ partition: CachedPartitionID, inMemoryOnly: Bool) -> (any PartitionClaim)? {
    guard cache.claim(partition, inMemoryOnly: inMemoryOnly) else { return nil }
    return TaskClaim(
      partition, in: cache, path: paths.cachedPartition(partition.dataset, partition.partition))
  }
}

/// A task's right to keep one partition.
private final class TaskClaim: PartitionClaim {
  private let partition: CachedPartitionID
  private let cache: ExecutorCache
  private let path: String
  /// Reserved and not kept yet.
  private var reserved = 0

  init(_ partition: CachedPartitionID, in cache: ExecutorCache, path: String) {
    self.partition = partition
    self.cache = cache
    self.path = path
  }

  deinit {
    releaseAll()
    cache.endClaim(partition)
  }

  func reserve(_ bytes: Int) -> Bool {
    guard cache.reserve(bytes, for: partition.dataset) else {
      cache.noteSize(of: partition, atLeast: reserved + bytes)
      return false
    }
    reserved += bytes
    return true
  }

  func releaseAll() {
    cache.memory.releaseFromCache(reserved)
    reserved = 0
  }

  func keep(_ elements: any StoredElements, movesToDisk: Bool) {
    cache.keep(elements, as: partition, bytes: reserved, path: movesToDisk ? path : nil)
    reserved = 0
  }

  func createFile() throws -> any CacheFile {
    try CachedPartitionOutput(path: path) { [cache, partition] in
      cache.noteFile(of: partition, isThere: true)
    }
  }
}
