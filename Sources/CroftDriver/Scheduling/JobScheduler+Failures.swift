package import CroftProtocol

extension JobScheduler {
  /// Takes a failed attempt and decides by its class.
  package mutating func failed(
    _ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure, atNanoseconds now: UInt64
  ) {
    guard let outstanding = release(attempt, from: executor), let job = index(of: attempt.task.job) else { return }
    let toleratesFailures = jobs[job].policy.maxFailures != .none
    jobs[job].stages[Int(attempt.task.stage)].failedCount += 1
    switch failure.kind {
    case .userError, .environment, .cancelled:
      retryAfterError(attempt, on: executor, failure, now)
    case .timedOut:
      retryAfterTimeout(attempt, on: executor, failure)
    case .outOfMemory:
      retryWithMoreMemory(attempt, on: executor, failure)
    case .mapOutputLost:
      recomputeInput(of: attempt, failure)
    case .cachedInputLost where outstanding.readsCache:
      wakeInputs(of: attempt, failure)
    case .cachedInputLost:
      // Everything below had been computed for it.
      jobs[job].counters.cachedInputsLost += 1
      retryAfterError(attempt, on: executor, failure, now)
    case .lineageDiffers:
      fail(attempt.task.job, JobError(.lineageDiffers, failure.message))
    case .diskFull:
      let message = "\(attempt.task) found no room to write: \(failure.message). Make room, or use another directory"
      fail(attempt.task.job, Self.error(.diskFull, message, of: attempt.task, taskMessage: failure.message))
    case .scratchLimit:
      let message = "\(attempt.task): \(failure.message)"
      fail(attempt.task.job, Self.error(.scratchLimit, message, of: attempt.task))
    case .permanent:
      failForGood(attempt, on: executor, failure)
    }
    excludeIfUseless(executor, failure.kind, attempt.task, toleratesFailures: toleratesFailures)
  }

  private static func error(
    _ code: JobError.Code, _ message: String, of task: TaskID, taskMessage: String? = nil
  ) -> JobError {
    JobError(code, message, stage: Int(task.stage), partition: Int(task.partition), taskMessage: taskMessage)
  }

  private mutating func retryAfterError(
    _ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure, _ now: UInt64
  ) {
    guard let job = index(of: attempt.task.job) else { return }
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    jobs[job].counters.errors += 1
    let record = jobs[job].stages[stage].fail(task.partition, attempt: attempt.number) {
      $0.errors += 1
      $0.demand.avoid(executor)
    }
    guard record.errors < jobs[job].retry.maxAttempts else {
      let times = record.errors == 1 ? "once" : "\(record.errors) times"
      let message = """
        \(task) failed \(times), the last time in attempt \(attempt.number) on executor \(executor): \
        \(failure.errorType): \(failure.message)
        """
      return giveUp(attempt, record, .taskFailed, message, failure)
    }
    guard jobs[job].stages[stage].state(of: task.partition) == .queued, mayTryAgain(attempt, record) else { return }
    let delay = jobs[job].retry.delayNanoseconds(afterErrors: record.errors)
    delayed.add(task, readyAtNanoseconds: now + delay)
    actions.append(.report(.retrying(attempt, on: executor, failure, delayNanoseconds: delay)))
  }

  private mutating func failForGood(_ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure) {
    guard let job = index(of: attempt.task.job) else { return }
    let task = attempt.task
    jobs[job].counters.errors += 1
    let record = jobs[job].stages[Int(task.stage)].fail(task.partition, attempt: attempt.number) { $0.errors += 1 }
    let message = """
      \(task) failed in attempt \(attempt.number) on executor \(executor), and would fail again: \
      \(failure.errorType): \(failure.message)
      """
    giveUp(attempt, record, .taskFailed, message, failure)
  }

  mutating func retryAfterTimeout(_ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure) {
    guard let job = index(of: attempt.task.job) else { return }
    let task = attempt.task
    jobs[job].counters.timeouts += 1
    let record = jobs[job].stages[Int(task.stage)].fail(task.partition, attempt: attempt.number) {
      $0.timeouts += 1
      $0.demand.avoid(executor)
    }
    guard record.timeouts < jobs[job].retry.maxTimeouts else {
      let message = """
        \(task) ran into its deadline \(record.timeouts) times, the last time in attempt \(attempt.number) on executor \
        \(executor): \(failure.message). Allow it more time, or find out what it waits for
        """
      return giveUp(attempt, record, .taskTimedOut, message, failure)
    }
    if tryAgain(attempt, record) { actions.append(.report(.retryingAfterTimeout(attempt, on: executor))) }
  }

  /// Has the lost output made anew, by its task alone, and then tries the task again that missed it.
  private mutating func recomputeInput(of attempt: TaskAttempt, _ failure: TaskFailure) {
    guard let job = index(of: attempt.task.job) else { return }
    let task = attempt.task
    guard let lost = failure.lostOutput, isInput(lost.task, of: task, job) else {
      let message = "\(task) misses an input that is none of its own: \(failure.message)"
      return fail(task.job, Self.error(.mapOutputsLost, message, of: task))
    }
    let parent = Int(lost.task.stage)
    guard !jobs[job].stages[parent].isDormant else { return wakeInputs(of: attempt, failure) }
    jobs[job].counters.mapOutputsLost += 1
    let record = jobs[job].stages[Int(task.stage)].fail(task.partition, attempt: attempt.number)
    guard tryAgain(attempt, record) || index(of: task.job) != nil,
      let lostRecord = jobs[job].stages[parent].loseOutput(lost.task.partition, attempt: lost.number)
    else { return }
    guard lostRecord.outputLosses < jobs[job].retry.maxOutputLosses else {
      let times = lostRecord.outputLosses
      let message = "the output of \(lost.task) was lost \(times) times; the last time: \(failure.message)"
      return fail(task.job, Self.error(.mapOutputsLost, message, of: lost.task))
    }
    if tryAgain(lost, lostRecord) { actions.append(.report(.recomputing(lost, reason: failure.message))) }
  }

  /// An executor could name anything.
  private func isInput(_ lost: TaskID, of task: TaskID, _ job: Int) -> Bool {
    let parent = Int(lost.stage)
    return lost.job == task.job && jobs[job].stages[Int(task.stage)].parents.contains(parent)
      && Int(lost.partition) < jobs[job].stages[parent].partitionCount
  }

  /// What was expected in the cache is not there: the stages that make it have to run after all. Their own inputs may
  /// be in the cache.
  private mutating func wakeInputs(of attempt: TaskAttempt, _ failure: TaskFailure) {
    guard let job = index(of: attempt.task.job) else { return }
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    jobs[job].counters.cachedInputsLost += 1
    let dormant = jobs[job].stages[stage].parents.filter { jobs[job].stages[$0].isDormant }
    for parent in dormant { jobs[job].stages[parent].isDormant = false }
    if !dormant.isEmpty { actions.append(.report(.waking(task.job, stages: dormant, reason: failure.message))) }
    jobs[job].stages[stage].forgetHolders(of: task.partition)
    let record = jobs[job].stages[stage].fail(task.partition, attempt: attempt.number)
    tryAgain(attempt, record)
  }
}
