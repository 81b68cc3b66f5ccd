import CroftProtocol

/// A job under way.
struct RunningJob {
  let id: JobID
  let pool: String
  let policy: JobPolicy
  /// The job's own, or the farm's.
  let retry: RetryPolicy
  var stages: [StageRun]
  var counters = JobCounters()
  /// How many of its tasks are finished without a result.
  var failedTasks: Int
  /// How many of its attempts are on executors, also those that were told to stop.
  var outstandingCount = 0
  /// How many slots it has, as far as that matters for a fair share.
  var share = 0
  /// The place of its last start among those of all jobs.
  var lastStart = 0

  init(id: JobID, pool: String, policy: JobPolicy, retry: RetryPolicy, stages: [StageRun], failedTasks: Int) {
    self.id = id
    self.pool = pool
    self.policy = policy
    self.retry = retry
    self.stages = stages
    self.failedTasks = failedTasks
  }

  /// How many more of its attempts may be on executors.
  var room: Int { policy.maxRunning.map { max(max($0, 1) - outstandingCount, 0) } ?? .max }

  mutating func noteStart(of count: Int, place: Int) {
    share += count
    outstandingCount += count
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

  /// The first stage with tasks of this standing that the executor may have, whose inputs are complete; none while as
  /// many run as may.
  mutating func firstReadyStage(with standing: TaskStanding, for taker: StageRun.Taker) -> Int? {
    if room == 0 { return nil }
    for stage in stages.indices where stages[stage].hasTask(standing, for: taker) {
      if isReady(stage) { return stage }
    }
    return nil
  }

  /// How many tasks could run at once, if there were slots.
  var waitingCount: Int {
    let count = stages.indices.reduce(0) {
      $0 + (stages[$1].waitingCount > 0 && isReady($1) ? stages[$1].waitingCount : 0)
    }
    return min(count, room)
  }
}
