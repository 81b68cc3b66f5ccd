package import CroftProtocol

extension JobScheduler {
  /// How far a job is; nil for one that does not run. Takes time for its stages and the slots of all executors.
  package func progress(of id: JobID) -> JobProgress? {
    guard let job = index(of: id) else { return nil }
    var running = Array(repeating: 0, count: jobs[job].stages.count)
    for seat in seats.values {
      for outstanding in seat.running where outstanding.attempt.task.job == id && !outstanding.isCancelled {
        running[Int(outstanding.attempt.task.stage)] += 1
      }
    }
    let stages = zip(jobs[job].stages, running).map { stage, running in
      JobProgress.Stage(
        total: stage.partitionCount, done: stage.partitionCount - stage.remaining, running: running,
        failed: stage.failedCount, retried: stage.retriedCount, isDormant: stage.isDormant)
    }
    return JobProgress(stages: stages, failedTasks: jobs[job].failedTasks, counters: jobs[job].counters)
  }
}
