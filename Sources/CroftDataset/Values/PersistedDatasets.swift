package import CroftProtocol

/// A dataset of a job whose partitions are to be kept.
package struct PersistedDataset: Sendable {
  package let node: LineageNode
  package let id: CacheID
  package let partitionCount: Int
  /// The definition that it belongs to; nil if it is kept for this job alone.
  package let definition: DefinitionIdentity?
}

extension StageGraph {
  /// Every persisted dataset of a job, each after those that it is made of.
  package func persistedDatasets(of job: JobID, _ counts: PartitionCounts) -> [PersistedDataset] {
    operators.enumerated().compactMap { index, node in
      guard let identity = node.persistence?.identity else { return nil }
      let count = counts[node]
      return PersistedDataset(
        node: node, id: identity.cacheID(job: job, index: index, partitionCount: count),
        partitionCount: count,
        definition: identity.definition)
    }
  }
}

extension TaskContext {
  /// The name under which an operator's partition is kept; nil for one that isn't.
  func cachedPartition(of node: LineageNode, _ partition: Int) -> CachedPartitionID? {
    guard let identity = node.persistence?.identity, let index = graph.index(of: node) else {
      return nil
    }
    let dataset = identity.cacheID(
      job: attempt.task.job, index: index, partitionCount: partitionCount(of: node))
    return CachedPartitionID(dataset: dataset, partition: partition)
  }
}
