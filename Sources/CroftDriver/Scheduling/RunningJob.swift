import CroftProtocol

/// A job under way.
struct RunningJob {
  let id: JobID
  let pool: String
  var stages: [StageRun]
  var counters = JobCounters()
  /// How many slots it has, as far as that matters for a fair share.
  var share = 0
  /// The place of its last start among those of all jobs.
  var lastStart = 0

  mutating func noteStart(of count: Int, place: Int) {
    share += count
    lastStart = place
  }

  /// Whether everything that a stage reads is there, or expected to be in the cache.
  func isReady(_ stage: Int) -> Bool {
    if stages[stage].isDormant { return false }
    for parent in stages[stage].parents where !stages[parent].isDone && !stages[parent].isDormant { return false }
    return true
  }

  /// Whether some input of a stage has not been computed, so that it must be in the cache.
  func readsCache(_ stage: Int) -> Bool {
    for parent in stages[stage].parents where !stages[parent].isDone { return true }
    return false
  }

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
