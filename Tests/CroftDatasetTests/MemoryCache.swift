import CroftProtocol

@testable import CroftDataset

/// Keeps partitions for ever, as far as there is room. Belongs to one thread.
final class MemoryCache: PartitionCache {
  /// How many bytes may be kept in memory.
  let roomBytes: Int
  fileprivate(set) var usedBytes = 0
  fileprivate(set) var kept: [CachedPartitionID: any StoredElements] = [:]
  fileprivate(set) var files: [CachedPartitionID: MemoryBlocks] = [:]
  fileprivate var claims: Set<CachedPartitionID> = []

  init(roomBytes: Int = .max) { self.roomBytes = roomBytes }

  func lookUp(_ partition: CachedPartitionID) -> StoredPartition? {
    kept[partition].map { .elements($0) } ?? files[partition].map { .file($0) }
  }

  func claim(_ partition: CachedPartitionID, inMemoryOnly: Bool) -> (any PartitionClaim)? {
    guard claims.insert(partition).inserted else { return nil }
    return MemoryClaim(partition, in: self)
  }
}

private final class MemoryClaim: PartitionClaim {
  private let partition: CachedPartitionID
  private let cache: MemoryCache
  private var reserved = 0

  init(_ partition: CachedPartitionID, in cache: MemoryCache) {
    self.partition = partition
    self.cache = cache
  }

  deinit {
    releaseAll()
    cache.claims.remove(partition)
  }

  func reserve(_ bytes: Int) -> Bool {
    guard bytes <= cache.roomBytes - cache.usedBytes else { return false }
    cache.usedBytes += bytes
    reserved += bytes
    return true
  }

  func releaseAll() {
    cache.usedBytes -= reserved
    reserved = 0
  }

  func keep(_ elements: any StoredElements, movesToDisk: Bool) {
    cache.kept[partition] = elements
    reserved = 0
  }

  func createFile() -> any CacheFile {
    MemoryCacheFile { [cache, partition] in cache.files[partition] = $0 }
  }
}

private final class MemoryCacheFile: CacheFile {
  private let blocks = MemoryBlocks()
  private let onCommit: (MemoryBlocks) -> Void

  init(onCommit: @escaping (MemoryBlocks) -> Void) { self.onCommit = onCommit }

  var blockCount: Int { blocks.blockCount }
  func append(_ block: UnsafeRawBufferPointer) { blocks.append(block) }

  func commit() -> any BlockInput {
    onCommit(blocks)
    return blocks
  }
}
