import CroftDataset
import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Takes note of a job's persisted datasets, and spares it what is kept of them already.
  func useCache(for execution: JobExecution) {
    let (graph, counts) = (execution.plan.graph, execution.plan.partitionCounts)
    let persisted = graph.persistedDatasets(of: execution.id, counts)
    guard !persisted.isEmpty else { return }
    cacheDirectory.begin(execution.id, keeping: persisted)
    for (index, stage) in CachedInputs(of: graph, counts, persisted, in: cacheDirectory).stages
      .enumerated()
    {
      execution.shape.stages[index].preferred = stage.preferred
      execution.shape.stages[index].isDormant = stage.isDormant
    }
  }

  /// For each stage of a plan, whether it would not run now, because what is made of it is kept.
  func dormantStages(of plan: JobPlan) -> [Bool] {
    // No job has this number, so nothing that is kept for one job alone counts.
    let persisted = plan.graph.persistedDatasets(of: JobID(0), plan.partitionCounts)
    return CachedInputs(of: plan.graph, plan.partitionCounts, persisted, in: cacheDirectory).stages.map(\.isDormant)
  }

  func cacheChanged(_ changes: [CacheChange], on executor: ExecutorID) {
    let keptTooLate = cacheDirectory.apply(changes, from: executor)
    giveUp(Array(keptTooLate))
    let holdsMore = changes.contains { $0.place == .memory && !keptTooLate.contains($0.dataset) }
    scheduler.setHoldsCache(holdsMore || cacheDirectory.isHolder(executor), of: executor)
  }

  /// Forgets what was kept for a job that has ended.
  func endCaching(for job: JobID) { giveUp(cacheDirectory.end(job)) }

  /// - Parameter definition: nil for all of them.
  func unpersist(_ definition: DefinitionIdentity?) {
    giveUp(definition.map { cacheDirectory.unpersist($0) } ?? cacheDirectory.unpersistAll())
  }

  private func giveUp(_ datasets: [CacheID]) {
    guard !datasets.isEmpty else { return }
    for link in links.values {
      link.send(.unpersist(datasets))
      scheduler.setHoldsCache(cacheDirectory.isHolder(link.id), of: link.id)
    }
    for dataset in datasets { try? FileSystem.removeTree(cachePaths.cache(dataset)) }
  }
}
