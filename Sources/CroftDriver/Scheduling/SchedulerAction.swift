package import CroftProtocol

/// What the scheduler's owner has to do, in this order.
package enum SchedulerAction: Sendable, Equatable {
  /// Tell an executor about a job, before the first of its tasks.
  case define(JobID, on: ExecutorID)
  /// Tell an executor where the outputs of a map stage are, before the first task that reads them.
  case sendMapOutputs(MapOutputs, to: ExecutorID)
  case run(TaskAttempt, on: ExecutorID)
  /// Ask an executor that has more than it can run to hand back what has not begun.
  case revoke([TaskAttempt], on: ExecutorID)
  case endJob(JobID, on: ExecutorID)
  case jobSucceeded(JobID)
  case jobFailed(JobID, JobError)
  /// Get another executor in place of one that was lost.
  case replaceExecutor
  /// Call `timerFired` at this time.
  case wake(atNanoseconds: UInt64)
  /// Tell whoever watches.
  case report(SchedulerReport)
}

/// Something that went wrong and was dealt with.
package enum SchedulerReport: Sendable, Equatable {
  case executorLost(ExecutorID, reason: String, tasksToRepeat: Int)
  case retrying(TaskAttempt, on: ExecutorID, TaskFailure, delayNanoseconds: UInt64)
  case recomputing(TaskAttempt, reason: String)
}
