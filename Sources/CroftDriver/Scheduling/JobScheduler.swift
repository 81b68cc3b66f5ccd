package import CroftProtocol

/// Decides which task runs where and what follows from each failure. A pure state machine: events are methods, what has
/// to be done comes out of `takeActions(atNanoseconds:)`, and time is a parameter.
///
/// Jobs of one priority share the executors first come, first served or fairly; within a job the stages whose inputs
/// are complete run in order. Each executor is sent more tasks than it has slots when tasks are short, so that it never
/// waits for the driver, and is asked to hand them back when another one has nothing to do.
package struct JobScheduler {
  let policy: SchedulerPolicy
  /// The most urgent first, and those of one priority in the order of submission.
  var jobs: [RunningJob] = []
  var seats = SeatTable()
  /// Who takes work, as of the last `takeActions`.
  var workforce = Workforce()
  /// Executors have come or gone since.
  var isWorkforceStale = false
  var delayed = DelayedTasks()
  /// Attempts that were sent, to all executors.
  var startCount = 0
  /// Attempts that ended well, on all executors.
  var successCount = 0
  /// Executors in a row that ended before they finished a task, while there were jobs.
  var uselessExecutors = 0
  /// Executors that ended and were not replaced yet.
  var missingExecutors = 0
  /// Executors that were asked for and have not come, by the memory they are to have.
  var awaitedExecutors: [Int: Int] = [:]
  /// The most memory that an executor can be had with.
  var largestMemoryBytes: Int
  var backlog = Backlog()
  /// Why there will be no more executors, if there won't.
  var unavailable: JobError?
  var lastSpeculationNanoseconds: UInt64?
  /// Some job had limits of its own for how long its attempts may run, or take to stop.
  var hasJobDeadlines = false
  /// The time of the `wake` that is under way.
  var armedWakeNanoseconds: UInt64?
  var actions: [SchedulerAction] = []

  package init(policy: SchedulerPolicy = SchedulerPolicy()) {
    self.policy = policy
    largestMemoryBytes = policy.memory.mostBytes
    if let scaling = policy.scaling, scaling.minimum > 0 {
      awaitedExecutors[policy.memory.executorBytes] = scaling.minimum
    }
  }

  package var hasJobs: Bool { !jobs.isEmpty }
  package var executorCount: Int { seats.count }

  // MARK: Jobs

  /// Takes a job, and with it a new attempt at having all the executors that there were.
  package mutating func submit(
    _ id: JobID, _ shape: JobShape, pool: String = PoolPolicy.defaultPool, policy own: JobPolicy = JobPolicy()
  ) {
    precondition(!shape.stages.isEmpty, "a job has at least the stage of its action")
    uselessExecutors = 0
    askForMissingExecutors()
    let last = shape.stages.count - 1
    let executors = Set(seats.ids.filter { seats[$0]!.leavesAtNanoseconds == nil })
    let stages = shape.stages.enumerated().map { index, stage in
      StageRun(
        stage, isResult: index == last, startsSmall: shape.startsSmall && index == last, executors: executors)
    }
    let job = RunningJob(
      id: id, pool: pool, policy: own, retry: own.retry ?? policy.retry, stages: stages,
      failedTasks: shape.stages[last].failedCount)
    if own.taskDeadlineNanoseconds != nil || own.stopGraceNanoseconds != nil { hasJobDeadlines = true }
    jobs.insert(job, at: jobs.firstIndex { $0.policy.priority < own.priority } ?? jobs.count)
    if stages[last].isDone { finish(id) }
  }

  /// The job's result needs nothing more.
  package mutating func satisfy(_ job: JobID) {
    if index(of: job) != nil { finish(job) }
  }

  /// Ends a job before its time.
  package mutating func cancel(_ job: JobID, because error: JobError) {
    if index(of: job) != nil { fail(job, error) }
  }

  // MARK: Answers

  /// Takes a success.
  package mutating func succeeded(
    _ attempt: TaskAttempt, on executor: ExecutorID, nanoseconds: UInt64
  ) -> SuccessOutcome {
    guard let outstanding = seats[executor]?.succeed(attempt) else { return .ignored }
    successCount += 1
    uselessExecutors = 0
    guard let job = index(of: attempt.task.job) else { return .ignored }
    jobs[job].outstandingCount -= 1
    guard !outstanding.isCancelled else { return .ignored }
    jobs[job].counters.succeeded += 1
    let success = jobs[job].stages[Int(attempt.task.stage)].succeed(
      attempt.task.partition, attempt: attempt.number, nanoseconds: nanoseconds,
      notesDuration: policy.speculation != nil)
    if !success.others.isEmpty { stop(success.others, of: attempt.task, job: job) }
    if success.isLastOfResult { finish(attempt.task.job) }
    return .counted(isResult: success.isResult, isFirst: success.isFirst)
  }

  /// The executor has not begun these and will not.
  package mutating func revoked(_ attempts: [TaskAttempt], by executor: ExecutorID) {
    seats[executor]?.isRevoking = false
    for attempt in attempts {
      guard release(attempt, from: executor) != nil, let job = index(of: attempt.task.job) else { continue }
      jobs[job].stages[Int(attempt.task.stage)].putBack(attempt.task.partition, attempt: attempt.number)
    }
  }

  // MARK: Actions

  /// Assigns what can be assigned and returns all that has to be done, in order.
  ///
  /// - Parameter now: never less than at an earlier call.
  package mutating func takeActions(atNanoseconds now: UInt64) -> [SchedulerAction] {
    releaseLeaving(now)
    if let unavailable, seats.isEmpty { failAll(unavailable) }
    stopOverdueAttempts(now)
    findSlowTasks(now)
    refreshWorkforceIfNeeded()
    assign(now)
    noteTime(now)
    scale(now)
    armWake(now)
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  private mutating func noteTime(_ now: UInt64) {
    seats.updateAll { $0.noteTime(now) }
  }

  // MARK: Ends

  mutating func finish(_ job: JobID) {
    let counters = end(job)
    actions.append(.jobSucceeded(job, counters))
  }

  mutating func fail(_ job: JobID, _ error: JobError) {
    let counters = end(job)
    actions.append(.jobFailed(job, error, counters))
  }

  mutating func failAll(_ error: JobError) {
    for job in jobs { fail(job.id, error) }
  }

  private mutating func end(_ job: JobID) -> JobCounters {
    let counters = index(of: job).map { jobs.remove(at: $0).counters }
    delayed.removeAll(of: job)
    for executor in seats.ids where seats[executor]!.end(job) {
      actions.append(.endJob(job, on: executor))
    }
    return counters ?? JobCounters()
  }

  // MARK: Small helpers

  func index(of job: JobID) -> Int? {
    // Not by `firstIndex`, which copies each job on the way; this is asked for every answer.
    for index in jobs.indices where jobs[index].id == job { return index }
    return nil
  }

  /// Frees the attempt's place; nil for an answer to something that is not outstanding there, or was to be stopped.
  mutating func release(_ attempt: TaskAttempt, from executor: ExecutorID) -> OutstandingAttempt? {
    guard let outstanding = seats[executor]?.remove(attempt) else { return nil }
    if let job = index(of: attempt.task.job) { jobs[job].outstandingCount -= 1 }
    return outstanding.isCancelled ? nil : outstanding
  }
}
