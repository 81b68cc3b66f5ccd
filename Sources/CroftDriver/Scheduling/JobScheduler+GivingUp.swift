import CroftProtocol

// What follows when an attempt has failed: another one, or none.
extension JobScheduler {
  /// Has a failed task tried again at once, unless another attempt of it is out.
  ///
  /// - Returns: whether it is tried again.
  @discardableResult
  mutating func tryAgain(_ attempt: TaskAttempt, _ record: TaskRecord, asSuspect: Bool = false) -> Bool {
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    guard let job = index(of: task.job), jobs[job].stages[stage].state(of: task.partition) == .queued,
      mayTryAgain(attempt, record)
    else { return false }
    jobs[job].stages[stage].tryAgain(task.partition, asSuspect: asSuspect)
    return true
  }

  /// Gives up a task that has had all the attempts that there are.
  mutating func mayTryAgain(_ attempt: TaskAttempt, _ record: TaskRecord) -> Bool {
    guard let job = index(of: attempt.task.job) else { return false }
    guard record.nextAttempt >= jobs[job].retry.maxTries else { return true }
    let message = """
      \(attempt.task) was tried \(record.nextAttempt) times, and each time was lost for a reason that lay elsewhere
      """
    giveUp(attempt, record, .taskFailed, message, .lost("each attempt was lost for a reason that lay elsewhere"))
    return false
  }

  /// Finishes a task without a result if its job tolerates one more of those; else fails the job.
  ///
  /// - Parameters:
  ///   - attempt: the last one; it was taken off its seat, and the stage knows of its failure.
  ///   - message: what the job fails with.
  ///   - failure: what the task is finished with.
  mutating func giveUp(
    _ attempt: TaskAttempt, _ record: TaskRecord, _ code: JobError.Code, _ message: String, _ failure: TaskFailure
  ) {
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    guard let job = index(of: task.job) else { return }
    let errorType = code == .taskFailed && !failure.errorType.isEmpty ? failure.errorType : nil
    func error(_ message: String) -> JobError {
      JobError(
        code, message, errorType: errorType, stage: stage, partition: Int(task.partition), attempt: Int(attempt.number))
    }
    let tolerance = jobs[job].policy.maxFailures
    guard tolerance != .none, jobs[job].stages[stage].isResult else { return fail(task.job, error(message)) }
    let exhausted = ExhaustedTask(attempt: attempt, attempts: record.nextAttempt, failure: failure)
    jobs[job].failedTasks += 1
    let count = jobs[job].failedTasks
    guard tolerance.allows(count) else {
      actions.append(.taskFailedJob(exhausted))
      return fail(task.job, error("\(count) tasks have failed, which is more than may; the last one: \(message)"))
    }
    actions.append(.taskExhausted(exhausted))
    stop(liveAttempts(of: task), of: task, job: job)
    if jobs[job].stages[stage].giveUp(task.partition) { finish(task.job) }
  }

  /// The attempts of a task that are out; none beside the one that failed, unless there is speculation.
  private func liveAttempts(of task: TaskID) -> [StageRun.LiveAttempt] {
    guard policy.speculation != nil else { return [] }
    return zip(seats.ids, seats.values).flatMap { executor, seat in
      seat.outstanding.all.filter { $0.attempt.task == task && !$0.isCancelled }
        .map { StageRun.LiveAttempt(number: $0.attempt.number, executor: executor) }
    }
  }
}
