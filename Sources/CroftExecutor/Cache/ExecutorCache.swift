import CroftDataset
import CroftLinux
import CroftProtocol
import Synchronization

/// What this executor keeps of persisted datasets in its memory, within the budget that it shares with its tasks.
///
/// Tasks reach it through a `TaskCache`, which knows where the files are.
final class ExecutorCache: Sendable {
  let memory: MemoryPool
  private let report: @Sendable ([CacheChange]) -> Void
  private let state = Mutex(State())

  private struct State {
    var index = CacheIndex()
    /// The partitions that running tasks are about to keep.
    var claims: Set<CachedPartitionID> = []
    /// Partitions for which there was no room, and how many bytes would have been needed at least: so that a task does
    /// not gather in vain each time.
    var tooLarge: [CachedPartitionID: Int] = [:]
  }

  /// - Parameter report: takes what changes, for the driver; called without a lock.
  init(_ memory: MemoryPool, report: @escaping @Sendable ([CacheChange]) -> Void) {
    self.memory = memory
    self.report = report
  }

  func elements(of partition: CachedPartitionID) -> (any StoredElements)? {
    state.withLock { $0.index.use(partition) }
  }

  /// - Returns: false if another task has the claim, or the elements are there by now, or there is no room for one that
  ///   is kept in memory only.
  func claim(_ partition: CachedPartitionID, inMemoryOnly: Bool) -> Bool {
    state.withLock { state in
      guard !state.index.contains(partition) else { return false }
      if inMemoryOnly, let bytes = state.tooLarge[partition] {
        guard bytes <= memory.freeBytes + state.index.bytes(except: partition.dataset) else {
          return false
        }
        state.tooLarge[partition] = nil
      }
      return state.claims.insert(partition).inserted
    }
  }

  func noteSize(of partition: CachedPartitionID, atLeast bytes: Int) {
    state.withLock { $0.tooLarge[partition] = bytes }
  }

  func endClaim(_ partition: CachedPartitionID) {
    _ = state.withLock { $0.claims.remove(partition) }
  }

  /// Takes memory for a partition, if need be from other datasets' partitions.
  func reserve(_ bytes: Int, for dataset: CacheID) -> Bool {
    let missing = memory.reserveForCache(bytes)
    guard missing > 0 else { return true }
    guard evict(missing, sparing: dataset, isAllOrNothing: true) >= missing else { return false }
    return memory.reserveForCache(bytes) == 0
  }

  /// Keeps a partition in memory that was reserved for it.
  ///
  /// - Parameter path: where to write it when the room is needed; nil if it is to be dropped.
  func keep(
    _ elements: any StoredElements, as partition: CachedPartitionID, bytes: Int, path: String?
  ) {
    state.withLock { $0.index.insert(elements, as: partition, bytes: bytes, path: path) }
    report([CacheChange(partition, .memory)])
  }

  /// Gives up what was used least recently, except what tasks are reading.
  ///
  /// - Returns: how many bytes came free; may be fewer or more than were asked for.
  func shrink(by bytes: Int) -> Int { evict(bytes, sparing: nil, isAllOrNothing: false) }

  /// Tells the driver what became of a file.
  func noteFile(of partition: CachedPartitionID, isThere: Bool) {
    report([CacheChange(partition, isThere ? .disk : .nowhere)])
  }

  /// Forgets datasets. Their files are removed by the driver, once for all executors.
  func unpersist(_ datasets: [CacheID]) {
    let gone = Set(datasets)
    let bytes = state.withLock { state in
      for partition in state.tooLarge.keys where gone.contains(partition.dataset) {
        state.tooLarge[partition] = nil
      }
      return state.index.remove(gone)
    }
    memory.releaseFromCache(bytes)
  }

  private func evict(_ bytes: Int, sparing dataset: CacheID?, isAllOrNothing: Bool) -> Int {
    let victims = state.withLock {
      $0.index.takeVictims(bytes, sparing: dataset, isAllOrNothing: isAllOrNothing)
    }
    var changes: [CacheChange] = []
    var freed = 0
    for victim in victims {
      // Written before it leaves the index, and without the lock: whoever looks for it finds one or the other.
      let isOnDisk = victim.path.map { write(victim.elements, to: $0) } ?? false
      let isStillThere = state.withLock { $0.index.finishEviction(of: victim.partition) }
      guard isStillThere else {
        // The dataset was given up meanwhile, and its files removed.
        if isOnDisk, let path = victim.path { try? FileSystem.removeFile(path) }
        continue
      }
      freed += victim.bytes
      changes.append(CacheChange(victim.partition, isOnDisk ? .disk : .nowhere))
    }
    memory.releaseFromCache(freed)
    if !changes.isEmpty { report(changes) }
    return freed
  }

  /// A partition that can't be written, on a full disk for example, is dropped: it can be computed again.
  private func write(_ elements: any StoredElements, to path: String) -> Bool {
    do {
      let file = try CachedPartitionOutput(path: path)
      try elements.write(to: file)
      _ = try file.commit()
      return true
    } catch {
      return false
    }
  }
}

extension CacheChange {
  init(_ partition: CachedPartitionID, _ place: Place) {
    self.init(dataset: partition.dataset, partition: UInt32(partition.partition), place: place)
  }
}
