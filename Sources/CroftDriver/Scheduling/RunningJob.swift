import CroftProtocol

/// A job under way.
struct RunningJob {
  let id: JobID
  let pool: String
  var stages: [StageRun]
  var counters = JobCounters()
  /// How many slots it has, as far as that matters for a fair share.
  var share = 0

  /// Whether everything that a stage reads is there, or expected to be in the cache.
  func isReady(_ stage: Int) -> Bool {
    !stages[stage].isDormant && stages[stage].parents.allSatisfy { stages[$0].isDone || stages[$0].isDormant }
  }

  /// Whether some input of a stage has not been computed, so that it must be in the cache.
  func readsCache(_ stage: Int) -> Bool { stages[stage].parents.contains { !stages[$0].isDone } }

  /// The first stage with tasks of this standing that the executor may have, whose inputs are complete.
  mutating func firstReadyStage(with standing: TaskStanding, for taker: StageRun.Taker) -> Int? {
    for stage in stages.indices where stages[stage].hasTask(standing, for: taker) {
      if isReady(stage) { return stage }
    }
    return nil
  }

  /// How many tasks could run at once, if there were slots.
  var waitingCount: Int {
    stages.indices.reduce(0) { $0 + (stages[$1].waitingCount > 0 && isReady($1) ? stages[$1].waitingCount : 0) }
  }
}
