package import CroftDataset
package import CroftProtocol

/// Where every partition of every persisted dataset of an application is kept, as its executors report it. A plain
/// value; belongs to the driver's loop.
package struct CacheDirectory: Sendable {
  /// The partitions of one dataset.
  private struct Places {
    /// Nil for a dataset that is kept for one job alone.
    var definition: DefinitionIdentity?
    var jobs: Set<JobID> = []
    /// The executors that have it in memory.
    var holders: [UInt32: [ExecutorID]] = [:]
    var onDisk: Set<UInt32> = []

    var isEmpty: Bool { onDisk.isEmpty && holders.isEmpty }

    mutating func remove(_ executor: ExecutorID, from partition: UInt32) {
      guard let rest = holders[partition]?.filter({ $0 != executor }) else { return }
      holders[partition] = rest.isEmpty ? nil : rest
    }
  }

  private var datasets: [CacheID: Places] = [:]

  package init() {}

  /// Takes note of a job's persisted datasets, before any of its tasks is sent.
  package mutating func begin(_ job: JobID, keeping persisted: [PersistedDataset]) {
    for dataset in persisted {
      datasets[dataset.id, default: Places()].definition = dataset.definition
      datasets[dataset.id, default: Places()].jobs.insert(job)
    }
  }

  /// Forgets what was kept for a job alone, and datasets of which nothing is left.
  ///
  /// - Returns: the datasets that every executor is to forget, and whose files are to be removed.
  package mutating func end(_ job: JobID) -> [CacheID] {
    for id in datasets.keys { datasets[id]?.jobs.remove(job) }
    let gone = datasets.filter {
      $0.value.jobs.isEmpty && ($0.value.definition == nil || $0.value.isEmpty)
    }.keys
    for id in gone { datasets[id] = nil }
    return Array(gone)
  }

  /// Forgets what is kept of a definition, whatever the operators in it.
  ///
  /// - Returns: the datasets that every executor is to forget, and whose files are to be removed.
  package mutating func unpersist(_ definition: DefinitionIdentity) -> [CacheID] {
    reset { $0.definition == definition }
  }

  /// Forgets what is kept of every definition.
  ///
  /// - Returns: the datasets that every executor is to forget, and whose files are to be removed.
  package mutating func unpersistAll() -> [CacheID] { reset { $0.definition != nil } }

  /// Takes what an executor reports.
  ///
  /// - Returns: datasets of which it has kept something after they were given up, because a task of theirs still ran:
  ///   it is to forget them once more.
  package mutating func apply(_ changes: [CacheChange], from executor: ExecutorID) -> Set<CacheID> {
    var keptTooLate: Set<CacheID> = []
    for change in changes {
      guard datasets[change.dataset] != nil else {
        if change.place != .nowhere { keptTooLate.insert(change.dataset) }
        continue
      }
      datasets[change.dataset]?.remove(executor, from: change.partition)
      switch change.place {
      case .memory:
        datasets[change.dataset]?.holders[change.partition, default: []].append(executor)
      case .disk: datasets[change.dataset]?.onDisk.insert(change.partition)
      case .nowhere: datasets[change.dataset]?.onDisk.remove(change.partition)
      }
    }
    return keptTooLate
  }

  /// Forgets what was in the memory of an executor; its files stay.
  package mutating func lose(_ executor: ExecutorID) {
    for id in datasets.keys {
      for partition in Array(datasets[id]?.holders.keys ?? [:].keys) {
        datasets[id]?.remove(executor, from: partition)
      }
    }
  }

  /// The executors that have a partition in memory.
  package func holders(of partition: UInt32, in dataset: CacheID) -> [ExecutorID] {
    datasets[dataset]?.holders[partition] ?? []
  }

  /// Whether an executor has anything in memory.
  package func isHolder(_ executor: ExecutorID) -> Bool {
    datasets.values.contains { $0.holders.values.contains { $0.contains(executor) } }
  }

  /// How many partitions an executor has in memory.
  package func partitionCount(heldBy executor: ExecutorID) -> Int {
    datasets.values.reduce(0) { $0 + $1.holders.values.count { $0.contains(executor) } }
  }

  package func isKept(_ partition: UInt32, of dataset: CacheID) -> Bool {
    guard let places = datasets[dataset] else { return false }
    return places.onDisk.contains(partition) || places.holders[partition] != nil
  }

  package func isComplete(_ dataset: PersistedDataset) -> Bool {
    (0..<UInt32(dataset.partitionCount)).allSatisfy { isKept($0, of: dataset.id) }
  }

  /// Forgets what is kept, but not the datasets that running jobs go on to keep.
  private mutating func reset(where isMeant: (Places) -> Bool) -> [CacheID] {
    let meant = datasets.filter { isMeant($0.value) }
    for (id, places) in meant {
      datasets[id] =
        places.jobs.isEmpty ? nil : Places(definition: places.definition, jobs: places.jobs)
    }
    return Array(meant.keys)
  }
}
