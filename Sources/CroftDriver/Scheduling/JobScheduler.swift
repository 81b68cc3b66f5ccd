package import CroftProtocol

/// Decides which task runs where and what follows from each failure. A pure state machine: events are methods, what has
/// to be done comes out of `takeActions()`, and time is a parameter.
///
/// Jobs share the executors first come, first served; within a job the stages whose inputs are complete run in order.
/// Each executor is sent more tasks than it has slots when tasks are short, so that it never waits for the driver, and
/// is asked to hand them back when another one has nothing to do.
package struct JobScheduler {
  struct RunningJob {
    let id: JobID
    var stages: [StageRun]

    /// The first stage with tasks of this standing whose inputs are complete.
    func firstReadyStage(with standing: TaskStanding) -> Int? {
      for stage in stages.indices where stages[stage].hasTasks(standing) {
        if stages[stage].parents.allSatisfy({ stages[$0].isDone }) { return stage }
      }
      return nil
    }
  }

  /// A task that waits for its next attempt.
  struct DelayedTask {
    let readyAtNanoseconds: UInt64
    let task: TaskID
  }

  let policy: RetryPolicy
  /// In the order of submission.
  var jobs: [RunningJob] = []
  var seats: [ExecutorID: ExecutorSeat] = [:]
  var delayed: [DelayedTask] = []
  /// Executors in a row that ended before they finished a task, while there were jobs.
  var uselessExecutors = 0
  /// Executors that ended and were not replaced yet.
  var missingExecutors = 0
  /// Why there will be no more executors, if there won't.
  var unavailable: JobError?
  var actions: [SchedulerAction] = []

  package init(policy: RetryPolicy = RetryPolicy()) {
    self.policy = policy
  }

  package var hasJobs: Bool { !jobs.isEmpty }
  package var executorCount: Int { seats.count }

  // MARK: Events

  /// Takes a job, and with it a new attempt at having all the executors that there were.
  package mutating func submit(_ id: JobID, _ shape: JobShape) {
    precondition(!shape.stages.isEmpty, "a job has at least the stage of its action")
    uselessExecutors = 0
    for _ in 0..<missingExecutors { actions.append(.replaceExecutor) }
    missingExecutors = 0
    let last = shape.stages.count - 1
    let stages = shape.stages.enumerated().map { index, stage in
      StageRun(stage, isResult: index == last, startsSmall: shape.startsSmall && index == last)
    }
    jobs.append(RunningJob(id: id, stages: stages))
    if stages[last].isDone { finish(id) }
  }

  /// There is an executor, but it has not said hello: it counts, and gets nothing yet.
  package mutating func executorGranted(_ id: ExecutorID, slots: Int) {
    seats[id] = ExecutorSeat(slots: slots)
  }

  /// The executor has said hello.
  package mutating func executorReady(_ id: ExecutorID) {
    seats[id]?.takesWork = true
  }

  /// The executor's channel has ended, and why is not known yet: it is given nothing more until `executorLost` says.
  package mutating func executorClosing(_ id: ExecutorID) {
    seats[id]?.takesWork = false
  }

  /// Takes a success.
  ///
  /// - Returns: whether it is a part of the job's result that counts. The caller adds it to the result, and calls
  ///   `satisfy` when that needs no more.
  package mutating func succeeded(_ attempt: TaskAttempt, on executor: ExecutorID, nanoseconds: UInt64) -> Bool {
    guard release(attempt, from: executor) else { return false }
    seats[executor]?.completedTasks += 1
    uselessExecutors = 0
    guard let job = index(of: attempt.task.job) else { return false }
    let stage = Int(attempt.task.stage)
    let counts = jobs[job].stages[stage].succeed(
      attempt.task.partition, attempt: attempt.number, nanoseconds: nanoseconds)
    guard counts, jobs[job].stages[stage].isResult else { return false }
    if jobs[job].stages[stage].isDone { finish(attempt.task.job) }
    return true
  }

  /// The job's result needs nothing more.
  package mutating func satisfy(_ job: JobID) {
    if index(of: job) != nil { finish(job) }
  }

  /// The executor has not begun these and will not.
  package mutating func revoked(_ attempts: [TaskAttempt], by executor: ExecutorID) {
    seats[executor]?.isRevoking = false
    for attempt in attempts where release(attempt, from: executor) {
      guard let job = index(of: attempt.task.job) else { continue }
      jobs[job].stages[Int(attempt.task.stage)].putBack(attempt.task.partition)
    }
  }

  package mutating func timerFired(atNanoseconds now: UInt64) {
    let ready = delayed.filter { $0.readyAtNanoseconds <= now }
    delayed.removeAll { $0.readyAtNanoseconds <= now }
    for task in ready.map(\.task) {
      guard let job = index(of: task.job) else { continue }
      jobs[job].stages[Int(task.stage)].tryAgain(task.partition)
    }
    scheduleWake()
  }

  /// Ends a job before its time.
  package mutating func cancel(_ job: JobID, because error: JobError) {
    if index(of: job) != nil { fail(job, error) }
  }

  /// There will be no more executors than those that are here; once they are gone, every job fails.
  package mutating func noMoreExecutors(because error: JobError) { unavailable = error }

  /// Assigns what can be assigned and returns all that has to be done, in order.
  package mutating func takeActions() -> [SchedulerAction] {
    if let unavailable, seats.isEmpty { failAll(unavailable) }
    assign()
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  // MARK: Ends

  mutating func finish(_ job: JobID) {
    end(job)
    actions.append(.jobSucceeded(job))
  }

  mutating func fail(_ job: JobID, _ error: JobError) {
    end(job)
    actions.append(.jobFailed(job, error))
  }

  mutating func failAll(_ error: JobError) {
    for job in jobs { fail(job.id, error) }
  }

  private mutating func end(_ job: JobID) {
    jobs.removeAll { $0.id == job }
    delayed.removeAll { $0.task.job == job }
    for executor in seats.keys.sorted() where seats[executor]!.definedJobs.remove(job) != nil {
      seats[executor]!.toldOutputs = seats[executor]!.toldOutputs.filter { $0.key.job != job }
      actions.append(.endJob(job, on: executor))
    }
  }

  // MARK: Small helpers

  func index(of job: JobID) -> Int? { jobs.firstIndex { $0.id == job } }

  /// Frees the attempt's place; false for an answer to something that is not outstanding there.
  mutating func release(_ attempt: TaskAttempt, from executor: ExecutorID) -> Bool {
    seats[executor]?.remove(attempt) == true
  }

  mutating func scheduleWake() {
    if let next = delayed.map(\.readyAtNanoseconds).min() { actions.append(.wake(atNanoseconds: next)) }
  }
}
