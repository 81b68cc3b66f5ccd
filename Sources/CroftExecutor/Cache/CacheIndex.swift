import CroftDataset
import CroftProtocol

/// Which partitions are in memory, and in which order they were used. A plain value; its owner has the lock.
struct CacheIndex {
  private struct Entry {
    /// The only reference but for those of tasks that are reading the elements.
    var elements: any AnyObject & Sendable
    let bytes: Int
    let path: String?
    var lastUse: UInt64
    var isLeaving = false
  }

  /// A partition on its way out.
  struct Victim {
    let partition: CachedPartitionID
    let elements: any StoredElements
    let bytes: Int
    /// Where it is to be written first; nil if it is dropped.
    let path: String?
  }

  private var entries: [CachedPartitionID: Entry] = [:]
  private var uses: UInt64 = 0

  func contains(_ partition: CachedPartitionID) -> Bool { entries[partition] != nil }

  /// What the partitions of all other datasets take.
  func bytes(except dataset: CacheID) -> Int {
    entries.reduce(0) { $1.key.dataset == dataset ? $0 : $0 + $1.value.bytes }
  }

  mutating func use(_ partition: CachedPartitionID) -> (any StoredElements)? {
    guard let index = entries.index(forKey: partition) else { return nil }
    uses += 1
    entries.values[index].lastUse = uses
    return entries.values[index].elements as? any StoredElements
  }

  mutating func insert(
    _ elements: any StoredElements, as partition: CachedPartitionID, bytes: Int, path: String?
  ) {
    uses += 1
    entries[partition] = Entry(elements: elements, bytes: bytes, path: path, lastUse: uses)
  }

  /// Chooses what to give up: what was used least recently and is not being read.
  ///
  /// - Parameters:
  ///   - dataset: none of its partitions is chosen.
  ///   - isAllOrNothing: choose none if they would not be enough.
  mutating func takeVictims(_ bytes: Int, sparing dataset: CacheID?, isAllOrNothing: Bool)
    -> [Victim]
  {
    let candidates = entries.lazy.filter { !$0.value.isLeaving && $0.key.dataset != dataset }
      .map { (partition: $0.key, lastUse: $0.value.lastUse) }.sorted { $0.lastUse < $1.lastUse }
    var chosen: [CachedPartitionID] = []
    var freed = 0
    for candidate in candidates where freed < bytes {
      guard let index = entries.index(forKey: candidate.partition),
        isKnownUniquelyReferenced(&entries.values[index].elements)
      else { continue }
      chosen.append(candidate.partition)
      freed += entries.values[index].bytes
    }
    if isAllOrNothing, freed < bytes { return [] }
    return chosen.compactMap { partition in
      guard let entry = entries[partition], let elements = entry.elements as? any StoredElements
      else { return nil }
      entries[partition]?.isLeaving = true
      return Victim(partition: partition, elements: elements, bytes: entry.bytes, path: entry.path)
    }
  }

  /// - Returns: whether it was still there; not if its dataset was forgotten meanwhile.
  mutating func finishEviction(of partition: CachedPartitionID) -> Bool {
    guard entries[partition]?.isLeaving == true else { return false }
    entries[partition] = nil
    return true
  }

  /// - Returns: how many bytes they took.
  mutating func remove(_ datasets: Set<CacheID>) -> Int {
    let gone = entries.filter { datasets.contains($0.key.dataset) }
    for partition in gone.keys { entries[partition] = nil }
    return gone.values.reduce(0) { $0 + $1.bytes }
  }
}
