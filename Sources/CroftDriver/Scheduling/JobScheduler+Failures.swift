package import CroftProtocol

extension JobScheduler {
  /// Takes a failed attempt and decides by its class.
  package mutating func failed(
    _ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure, atNanoseconds now: UInt64
  ) {
    guard release(attempt, from: executor), let job = index(of: attempt.task.job) else { return }
    guard !jobs[job].stages[Int(attempt.task.stage)].isDone(attempt.task.partition) else { return }
    switch failure.kind {
    case .userError, .environment, .cancelled:
      retryAfterError(attempt, on: executor, failure, job: job, now)
    case .mapOutputLost:
      recomputeInput(of: attempt, failure, job: job)
    case .lineageDiffers:
      fail(attempt.task.job, JobError(.lineageDiffers, failure.message))
    case .diskFull:
      let message = "\(attempt.task) found no room to write: \(failure.message). Make room, or use another directory"
      fail(attempt.task.job, JobError(.diskFull, message, partition: Int(attempt.task.partition)))
    }
  }

  /// The executor is gone, and with it what it was doing. What its tasks committed stays.
  ///
  /// - Parameter isExpected: the driver let it go; it is not replaced.
  package mutating func executorLost(_ id: ExecutorID, reason: String, isExpected: Bool = false) {
    guard let seat = seats.removeValue(forKey: id) else { return }
    if !isExpected {
      let count = seat.outstanding.all.count { index(of: $0.task.job) != nil }
      actions.append(.report(.executorLost(id, reason: reason, tasksToRepeat: count)))
    }
    let running = Set(seat.running)
    for attempt in seat.outstanding.all {
      guard let job = index(of: attempt.task.job) else { continue }
      if isExpected {
        jobs[job].stages[Int(attempt.task.stage)].abandon(attempt.task.partition)
      } else {
        repeatElsewhere(attempt, wasRunning: running.contains(attempt), job: job, id, reason)
      }
    }
    if !isExpected { replace(seat, reason) }
  }

  /// Asks for another executor, unless there is no work for it, or the last ones did none: then the next job asks.
  private mutating func replace(_ seat: ExecutorSeat, _ reason: String) {
    guard !jobs.isEmpty else { return missingExecutors += 1 }
    uselessExecutors = seat.completedTasks == 0 ? uselessExecutors + 1 : 0
    guard uselessExecutors >= policy.maxUselessExecutors else { return actions.append(.replaceExecutor) }
    missingExecutors += 1
    guard seats.isEmpty else { return }
    let message = "\(uselessExecutors) executors in a row ended before they finished a task; the last one: \(reason)"
    failAll(JobError(.executorsLost, message))
  }

  private mutating func retryAfterError(
    _ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure, job: Int, _ now: UInt64
  ) {
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    let record = jobs[job].stages[stage].fail(task.partition) { $0.errors += 1 }
    guard record.errors < policy.maxAttempts else {
      let times = record.errors == 1 ? "once" : "\(record.errors) times"
      let message = """
        \(task) failed \(times), the last time in attempt \(attempt.number) on executor \(executor): \
        \(failure.errorType): \(failure.message)
        """
      let error = JobError(
        .taskFailed, message, errorType: failure.errorType, partition: Int(task.partition), attempt: Int(attempt.number)
      )
      return fail(task.job, error)
    }
    let delay = policy.delayNanoseconds(afterErrors: record.errors)
    delayed.append(DelayedTask(readyAtNanoseconds: now + delay, task: task))
    actions.append(.report(.retrying(attempt, on: executor, failure, delayNanoseconds: delay)))
    scheduleWake()
  }

  /// Has the lost output made anew, by its task alone, and then tries the task again that missed it.
  private mutating func recomputeInput(of attempt: TaskAttempt, _ failure: TaskFailure, job: Int) {
    let task = attempt.task
    guard let lost = failure.lostOutput, isInput(lost.task, of: task, job) else {
      let message = "\(task) misses an input that is none of its own: \(failure.message)"
      return fail(task.job, JobError(.mapOutputsLost, message, partition: Int(task.partition)))
    }
    jobs[job].stages[Int(task.stage)].abandon(task.partition)
    let losses = jobs[job].stages[Int(lost.task.stage)].loseOutput(lost.task.partition, attempt: lost.number)
    guard let losses else { return }
    guard losses < policy.maxOutputLosses else {
      let message = "the output of \(lost.task) was lost \(losses) times; the last time: \(failure.message)"
      return fail(task.job, JobError(.mapOutputsLost, message, partition: Int(lost.task.partition)))
    }
    actions.append(.report(.recomputing(lost, reason: failure.message)))
  }

  /// An executor could name anything.
  private func isInput(_ lost: TaskID, of task: TaskID, _ job: Int) -> Bool {
    let parent = Int(lost.stage)
    return lost.job == task.job && jobs[job].stages[Int(task.stage)].parents.contains(parent)
      && Int(lost.partition) < jobs[job].stages[parent].partitionCount
  }

  private mutating func repeatElsewhere(
    _ attempt: TaskAttempt, wasRunning: Bool, job: Int, _ executor: ExecutorID, _ reason: String
  ) {
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    guard !jobs[job].stages[stage].isDone(task.partition) else { return }
    let lastChance = policy.maxExecutorLosses - 1
    let record = jobs[job].stages[stage].fail(task.partition) {
      guard wasRunning else { return }
      $0.executorLosses += 1
      $0.isOnLastChance = $0.executorLosses == lastChance
    }
    guard record.executorLosses < policy.maxExecutorLosses else {
      let message = """
        \(task) took \(record.executorLosses) executors with it; the last one, executor \(executor): \(reason)
        """
      return fail(
        task.job,
        JobError(.executorsLost, message, partition: Int(task.partition), attempt: Int(attempt.number)))
    }
    jobs[job].stages[stage].tryAgain(task.partition, asSuspect: true)
  }
}
