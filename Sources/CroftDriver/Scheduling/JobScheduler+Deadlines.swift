import CroftProtocol

// Attempts that are stopped before they have ended.
extension JobScheduler {
  /// Stops attempts whose task is done.
  mutating func stop(_ others: [StageRun.LiveAttempt], of task: TaskID, job: Int) {
    for other in others {
      let attempt = TaskAttempt(task: task, number: Int(other.number))
      jobs[job].counters.cancelled += 1
      seats[other.executor]?.cancel(attempt)
      actions.append(.cancelAttempts([attempt], on: other.executor))
    }
  }

  /// How long an attempt of a job may run; nil for as long as it likes.
  func deadlineNanoseconds(of job: Int) -> UInt64? {
    jobs[job].policy.taskDeadlineNanoseconds ?? policy.taskDeadlineNanoseconds
  }

  /// Whether some attempt may have a deadline: most farms have none, and need not look.
  private var hasDeadlines: Bool { policy.taskDeadlineNanoseconds != nil || hasJobDeadlines }

  /// Stops what runs longer than it may, and ends executors that do not manage to stop what they were told to.
  mutating func stopOverdueAttempts(_ now: UInt64) {
    guard hasDeadlines else { return }
    for executor in seats.ids {
      for outstanding in Array(seats[executor]!.running) {
        guard let due = dueTime(of: outstanding), due <= now else { continue }
        guard !outstanding.isStopping else {
          kill(executor, reason: Self.reasonToKill(outstanding))
          break
        }
        stopOverdue(outstanding, on: executor)
        // It may have been the failure that excludes the executor.
        if seats[executor] == nil { break }
      }
    }
  }

  private static func reasonToKill(_ outstanding: OutstandingAttempt) -> String {
    guard let grace = outstanding.stopGraceNanoseconds else {
      return "\(outstanding.attempt) ran into its deadline and could not be stopped"
    }
    return "\(outstanding.attempt) was told to stop, and had not after \(grace / 1_000_000) ms"
  }

  private mutating func stopOverdue(_ outstanding: OutstandingAttempt, on executor: ExecutorID) {
    let attempt = outstanding.attempt
    guard let job = index(of: attempt.task.job) else { return }
    let toleratesFailures = jobs[job].policy.maxFailures != .none
    jobs[job].stages[Int(attempt.task.stage)].failedCount += 1
    seats[executor]?.cancel(attempt)
    actions.append(.cancelAttempts([attempt], on: executor))
    let milliseconds = (outstanding.deadlineNanoseconds ?? 0) / 1_000_000
    let failure = TaskFailure(kind: .timedOut, errorType: "Deadline", message: "it had run for \(milliseconds) ms")
    retryAfterTimeout(attempt, on: executor, failure)
    excludeIfUseless(executor, .timedOut, attempt.task, toleratesFailures: toleratesFailures)
  }

  /// When something has to be done about a running attempt: it is to be stopped, or should have been.
  private func dueTime(of outstanding: OutstandingAttempt) -> UInt64? {
    let deadline = outstanding.deadlineNanoseconds
    let end = outstanding.beganAtNanoseconds.flatMap { began in deadline.map { began + $0 } }
    guard outstanding.isStopping else { return end }
    let since = outstanding.stopsSinceNanoseconds
    if let grace = outstanding.stopGraceNanoseconds { return since.map { $0 + grace } }
    // What may run for so long anyhow need not stop sooner.
    return end.map { max($0, since ?? 0) + policy.killGraceNanoseconds }
  }

  /// When the next deadline is over.
  var nextDeadlineNanoseconds: UInt64? {
    guard hasDeadlines else { return nil }
    return seats.values.compactMap { seat in seat.running.compactMap(dueTime).min() }.min()
  }
}
