import CroftDataset
import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Has the manager told what jobs do from now on.
  func keepHistory(with session: ManagerSession) {
    let history = HistoryReporter(session, on: loop)
    history.runningStages = { [unowned self] in executions.values.flatMap(stageRecords) }
    history.countTasks = { [unowned self] in
      executions.values.reduce(into: endedTasks) { $0 += $1.taskCounts }
    }
    history.runningAttempts = { [unowned self] in runningAttempts() }
    self.history = history
  }

  /// What executors run of jobs that are not over.
  private func runningAttempts() -> [HistoryReporter.Running] {
    links.keys.flatMap { executor in
      scheduler.runningSince(on: executor).compactMap { attempt, began in
        guard executions[attempt.task.job] != nil, let began else { return nil }
        return HistoryReporter.Running(attempt: attempt, executor: executor, beganNanoseconds: began)
      }
    }
  }

  func noteStart(of execution: JobExecution) { history?.note(jobRecord(of: execution)) }

  /// Notes a job that is no longer among those that run.
  func noteEnd(of execution: JobExecution, _ result: Result<Void, any Error>) {
    endedTasks += execution.taskCounts(after: result)
    guard let history else { return }
    var record = jobRecord(of: execution)
    record.endedAt = UnixTime.nowMilliseconds
    switch result {
    case .success: record.outcome = .succeeded
    case .failure(let error as JobError) where error.code == .cancelled: record.outcome = .cancelled
    case .failure(let error):
      record.outcome = .failed
      record.error = String(describing: error).cut(toBytes: HistoryOutbox.mostNameBytes)
    }
    var stages = stageRecords(of: execution)
    for index in stages.indices { stages[index].endedAt = stages[index].endedAt ?? record.endedAt }
    history.noteEnd(of: execution.id, record, stages)
  }

  /// Notes a job that an earlier driver has completed: it has nothing left to run.
  func noteComplete(_ execution: JobExecution) {
    let now = MonotonicTime.nowNanoseconds
    endedTasks += execution.taskCounts
    guard let history else { return }
    var record = jobRecord(of: execution)
    record.endedAt = history.unixMilliseconds(atNanoseconds: now)
    record.outcome = .succeeded
    history.noteEnd(of: execution.id, record, stageRecords(of: execution))
  }

  /// Notes a job of which there is nothing here but its name and what became of it.
  func note(_ job: EarlierJob) {
    endedTasks += job.tasks
    guard let history else { return }
    guard !job.isReported else { return history.noteCounts() }
    let now = UnixTime.nowMilliseconds
    let name = job.name.cut(toBytes: HistoryOutbox.mostNameBytes)
    var record = JobRecord(
      application: application.rawValue, number: Int(job.number), name: name, stages: 1, startedAt: now)
    (record.endedAt, record.outcome) = (now, job.tasks.failed == 0 ? .succeeded : .failed)
    var stage = StageRecord(
      application: application.rawValue, job: Int(job.number), number: 0, name: name, tasks: job.tasks.total,
      startedAt: now)
    stage.endedAt = now
    history.noteEnd(of: JobID(job.number), record, [stage])
  }

  /// Notes an attempt that an executor says failed, before the scheduler forgets about it.
  func noteFailure(_ attempt: TaskAttempt, _ failure: TaskFailure, on executor: ExecutorID, atNanoseconds now: UInt64) {
    guard let history, executions[attempt.task.job] != nil,
      let (began, deadline) = scheduler.beginning(of: attempt, on: executor)
    else { return }
    let isOverdue = deadline.map { now - min(began, now) >= $0 } ?? false
    let outcome: AttemptOutcome =
      switch failure.kind {
      case .timedOut: .timedOut
      case .outOfMemory: .outOfMemory
      case .cancelled: isOverdue ? .timedOut : .cancelled
      default: .failed
      }
    let text = failure.errorType.isEmpty ? failure.message : "\(failure.errorType): \(failure.message)"
    history.note(
      attempt, on: executor, outcome, text, end: failure.end, beganAtNanoseconds: began, atNanoseconds: now)
  }

  /// Notes what an executor was running as it was lost, before the scheduler forgets about it.
  func noteLoss(of executor: ExecutorID, reason: String, cause: ExecutorLossCause) {
    guard let history else { return }
    let now = MonotonicTime.nowNanoseconds
    for attempt in scheduler.runningAttempts(on: executor) where executions[attempt.task.job] != nil {
      history.note(
        attempt, on: executor, cause == .outOfMemory ? .outOfMemory : .lost, reason,
        beganAtNanoseconds: scheduler.beginning(of: attempt, on: executor)?.atNanoseconds, atNanoseconds: now)
    }
  }

  /// Tells what is left to tell.
  func endHistory() {
    guard let history else { return }
    history.flush()
    history.releaseAnswerWaiters()
    guard history.droppedAttempts > 0 else { return }
    log("the manager did not keep up: its history lacks \(history.droppedAttempts) attempts of tasks, ignoring")
  }

  // MARK: Records

  private func jobRecord(of execution: JobExecution) -> JobRecord {
    JobRecord(
      application: application.rawValue, number: Int(execution.id.rawValue),
      name: execution.name.cut(toBytes: HistoryOutbox.mostNameBytes), stages: execution.plan.graph.stages.count,
      startedAt: history?.unixMilliseconds(atNanoseconds: execution.startNanoseconds) ?? 0)
  }

  /// Of the stages that have begun, or had before this driver.
  private func stageRecords(of execution: JobExecution) -> [StageRecord] {
    guard let history else { return [] }
    return execution.accounts.indices.compactMap { stage in
      let account = execution.accounts[stage]
      let isResumed = account.resumedTasks > 0
      guard
        let start = account.sentNanoseconds ?? account.startNanoseconds
          ?? (isResumed ? execution.startNanoseconds : nil)
      else { return nil }
      let terminal = execution.plan.graph.stages[stage].terminal
      var record = StageRecord(
        application: application.rawValue, job: Int(execution.id.rawValue), number: stage,
        name: (terminal.name ?? terminal.operation).cut(toBytes: HistoryOutbox.mostNameBytes),
        tasks: execution.shape.stages[stage].partitionCount,
        startedAt: history.unixMilliseconds(atNanoseconds: start))
      record.failedAttempts = history.failedAttempts(of: execution.id, stage: stage)
      if account.countedTasks + account.resumedTasks >= record.tasks {
        record.endedAt = history.unixMilliseconds(atNanoseconds: max(account.lastNanoseconds, start))
      }
      record.inputBytes = Int(clamping: account.metrics.inputBytes)
      record.shuffleReadBytes = Int(clamping: account.metrics.shuffleReadBytes)
      record.shuffleWrittenBytes = Int(clamping: account.metrics.shuffleWrittenBytes)
      record.spilledBytes = Int(clamping: account.metrics.spilledBytes)
      record.outputBytes = Int(clamping: account.metrics.outputBytes)
      return record
    }
  }
}
