package import CroftProtocol

/// What the scheduler's owner has to do, in this order.
package enum SchedulerAction: Sendable, Equatable {
  /// Tell an executor about a job, before the first of its tasks.
  case define(JobID, on: ExecutorID)
  /// Tell an executor where the outputs of a map stage are, before the first task that reads them.
  case sendMapOutputs(MapOutputs, to: ExecutorID)
  /// Have an executor run these, each of whose commands may have so much memory; nil for as much as there is.
  case run(AttemptRange, on: ExecutorID, memoryBytes: Int? = nil)
  /// Ask an executor that has more than it can run to hand back what has not begun.
  case revoke([TaskAttempt], on: ExecutorID)
  /// Have an executor stop these. It answers for each that had begun as for any attempt, and hands the others back;
  /// what the answers say does not matter any more.
  case cancelAttempts([TaskAttempt], on: ExecutorID)
  case endJob(JobID, on: ExecutorID)
  /// A task of the job's last stage is finished without a result, and the job goes on.
  case taskExhausted(ExhaustedTask)
  /// The same, but the job doesn't go on: it fails next.
  case taskFailedJob(ExhaustedTask)
  case jobSucceeded(JobID, JobCounters)
  case jobFailed(JobID, JobError, JobCounters)
  /// Get another executor in place of one that was lost, with so much memory.
  case replaceExecutor(memoryBytes: Int)
  /// Get so many executors more, each with so much memory.
  case requestExecutors(count: Int, memoryBytes: Int)
  /// End an executor by force. The scheduler counts on it no more, so its loss need not be told, and it is replaced by
  /// an action of its own.
  case killExecutor(ExecutorID, reason: String)
  /// Give back an executor that has nothing to do. Its loss need not be told either.
  case releaseExecutor(ExecutorID)
  /// Call `timerFired` at this time, and at no time that was asked for earlier.
  case wake(atNanoseconds: UInt64)
  /// Tell whoever watches.
  case report(SchedulerReport)
}

/// Something that went wrong and was dealt with.
package enum SchedulerReport: Sendable, Equatable {
  case executorLost(ExecutorID, reason: String, tasksToRepeat: Int)
  case executorExcluded(ExecutorID, failuresInARow: Int)
  case retrying(TaskAttempt, on: ExecutorID, TaskFailure, delayNanoseconds: UInt64)
  case retryingWithMoreMemory(TaskAttempt, on: ExecutorID, memoryBytes: Int)
  /// The command had too little; the executor goes on. Nil where nobody says how much it may have.
  case retryingCommandWithMoreMemory(TaskAttempt, on: ExecutorID, memoryBytes: Int?)
  case retryingAfterTimeout(TaskAttempt, on: ExecutorID)
  case recomputing(TaskAttempt, reason: String)
  /// The stages were expected not to be needed, but cached partitions are gone.
  case waking(JobID, stages: [Int], reason: String)
  case speculating(TaskAttempt, on: ExecutorID)
  /// The executor gets no more tasks, and is released once those that it runs have ended.
  case givingBack(ExecutorID, tasks: Int)
  /// The executor gets no more tasks, and is released once those that it runs have ended, for a larger one to come.
  case makingRoom(ExecutorID, memoryBytes: Int, tasks: Int)
  /// It was to be given back, and need not be any more.
  case keeping(ExecutorID)
}

/// Why an executor is gone.
package enum ExecutorLossCause: Sendable, Equatable {
  /// It died, was killed, or does not speak as an executor should.
  case crashed
  /// It needed more memory than it may have.
  case outOfMemory
  /// Somebody let it go: nothing is held against its tasks, and it is not replaced.
  case released
  /// The manager took it: nothing is held against its tasks, and another one is asked for, to come when there is room.
  case reclaimed
}

/// What became of a success.
package enum SuccessOutcome: Sendable, Equatable {
  /// It came from an attempt that nobody waits for any more: nothing of it may be used.
  case ignored
  /// It counts.
  ///
  /// - isResult: it is a part of the job's result. The caller adds it to the result, and calls `satisfy` when that
  ///   needs no more.
  /// - isFirst: no earlier attempt of the task has counted, so what it added up on the way is to be added now.
  case counted(isResult: Bool, isFirst: Bool)
}
