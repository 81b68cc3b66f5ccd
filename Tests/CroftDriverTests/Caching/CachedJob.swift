import CroftDataset
import CroftProtocol

@testable import CroftDriver

/// Numbers that are kept, with a definition's identity.
struct KeptNumbers: DatasetDefinition {
  var count: Int

  var body: Dataset<Int> { Dataset.range(0..<count, partitions: 3).map { $0 + 1 }.cache() }
}

/// Sums that are kept behind a shuffle.
struct KeptSums: DatasetDefinition {
  var count: Int

  var body: Dataset<(Int, Int)> {
    Dataset.range(0..<count, partitions: 4).map { ($0 % 10, $0) }.reduceByKey(+, partitions: 3)
      .persist(.memoryAndDisk)
  }
}

/// A job as the driver plans it, every source in as many partitions as it asks for.
struct CachedJob {
  let id: JobID
  let graph: StageGraph
  let counts: PartitionCounts
  let persisted: [PersistedDataset]

  init<Output>(_ action: Action<Output>, id: UInt32 = 1, sourcePartitions: Int) throws {
    self.id = JobID(id)
    graph = try StageGraph(endingAt: action.lineage, choices: [])
    counts = try PartitionCounts(of: graph, parallelism: 2) { _ in sourcePartitions }
    persisted = graph.persistedDatasets(of: self.id, counts)
  }

  func inputs(in directory: CacheDirectory) -> [CachedInputs.Stage] {
    CachedInputs(of: graph, counts, persisted, in: directory).stages
  }
}

extension CacheDirectory {
  /// Takes note that an executor keeps partitions.
  @discardableResult
  mutating func note(
    _ partitions: [UInt32], of dataset: CacheID, _ place: CacheChange.Place, on executor: Int
  ) -> Set<CacheID> {
    let changes = partitions.map { CacheChange(dataset: dataset, partition: $0, place: place) }
    return apply(changes, from: ExecutorID(executor))
  }
}
