import CroftDataset
import CroftLinux
import CroftProtocol

extension DriverLoop {
  /// Takes successes, in nearly all cases of one job.
  ///
  /// - Throws: `MalformedBytes`.
  func take(_ successes: TaskSuccesses, from link: ExecutorLink) throws {
    let now = MonotonicTime.nowNanoseconds
    var execution: JobExecution?
    try successes.decodeEach { success in
      link.note(success)
      history?.note(success, on: link.id, atNanoseconds: now)
      let outcome = scheduler.succeeded(success.attempt, on: link.id, nanoseconds: success.runNanoseconds)
      guard case .counted(let isResult, let isFirst) = outcome else { return }
      let job = success.attempt.task.job
      if execution?.id != job { execution = executions[job] }
      guard let execution else { return }
      take(success, of: execution, isResult: isResult, isFirst: isFirst, atNanoseconds: now)
    }
  }

  /// Takes a success that counts, and its result if it is one.
  private func take(
    _ success: TaskSuccess, of execution: JobExecution, isResult: Bool, isFirst: Bool, atNanoseconds now: UInt64
  ) {
    let task = success.attempt.task
    do {
      try execution.note(success, isFirst: isFirst, atNanoseconds: now)
      try checkScratchLimit(of: execution)
      guard isResult else { return }
      if try execution.take(success) { scheduler.satisfy(task.job) }
    } catch {
      let failure =
        error as? JobError ?? JobError(.taskFailed, "the result of \(task) could not be used: \(error)")
      // The scheduler may have ended the job with this very task, so the failure is delivered here.
      scheduler.cancel(task.job, because: failure)
      end(task.job, .failure(failure), JobCounters())
    }
  }

  /// Takes a task that is finished without a result.
  func take(_ exhausted: ExhaustedTask) {
    let task = exhausted.attempt.task
    guard let execution = executions[task.job] else { return }
    if shouldReport(exhausted.attempt) {
      let (attempts, failure) = (exhausted.attempts, exhausted.failure)
      let times = attempts == 1 ? "1 attempt" : "\(attempts) attempts"
      log("\(task) has failed after \(times), and the job goes on: \(failure.errorType): \(failure.message)")
    }
    do {
      guard try execution.take(exhausted, atNanoseconds: MonotonicTime.nowNanoseconds) else { return }
      hasNewsForScheduler = true
      scheduler.satisfy(task.job)
    } catch {
      let failure =
        error as? JobError ?? JobError(.taskFailed, "the failure of \(task) could not be noted: \(error)")
      hasNewsForScheduler = true
      scheduler.cancel(task.job, because: failure)
      end(task.job, .failure(failure), JobCounters())
    }
  }

  /// Hands a job back to its caller.
  func end(_ job: JobID, _ result: Result<Void, any Error>, _ counters: JobCounters) {
    endCaching(for: job)
    forgetStranded(job)
    guard let execution = executions.removeValue(forKey: job) else { return }
    let result = keepingAchievements(of: execution, result)
    noteEnd(of: execution, result)
    // First, because the caller may print what it has got at once. Jobs that are left are drawn again in a moment.
    progress.clear()
    execution.end(result, counters)
  }

  /// Puts on disk what has not been put there yet: nobody does after the end.
  private func keepingAchievements(
    of execution: JobExecution, _ result: Result<Void, any Error>
  ) -> Result<Void, any Error> {
    do {
      try execution.flushJournal()
      return result
    } catch {
      // Whatever has failed the job before says more.
      return result.flatMap { _ in .failure(Self.notKept(execution, error)) }
    }
  }

  /// - Throws: `JobError` when the job's tasks have left more in the scratch directory than they may.
  private func checkScratchLimit(of execution: JobExecution) throws {
    guard let limit = configuration.scratchLimitBytes, execution.scratchBytes > UInt64(limit) else { return }
    throw scratchLimitReached(by: execution)
  }

  /// Says which stages have written how much.
  ///
  /// - Parameter lastStraw: what went beyond the limit, if one task has found it.
  private func scratchLimitReached(by execution: JobExecution, lastStraw: String? = nil) -> JobError {
    var users = execution.plan.graph.stages.indices.filter { execution.accounts[$0].scratchBytes > 0 }.map { stage in
      let name = execution.plan.graph.stages[stage].terminal.operation
      return "stage \(stage) (\(name)) \(HumanReadable.bytes(execution.accounts[stage].scratchBytes))"
    }
    if let lastStraw { users.append(lastStraw) }
    let limit = HumanReadable.bytes(UInt64(configuration.scratchLimitBytes ?? 0))
    return JobError(
      .scratchLimit,
      """
      job \(execution.id) (\(execution.name)) has written more to its scratch directory than the \(limit) that are \
      allowed: \(users.joined(separator: ", ")). Allow more (--scratch-limit), or shuffle less
      """)
  }

  /// Adds to a job's failure what only its execution knows.
  func explained(_ error: JobError, of job: JobID) -> JobError {
    guard error.code == .scratchLimit, let execution = executions[job] else { return error }
    return scratchLimitReached(by: execution, lastStraw: error.message)
  }

  // MARK: Progress

  /// Shows how far jobs are from now on, until none is left.
  func watchProgress() {
    guard let period = progress.periodNanoseconds, !isWatchingProgress else { return }
    isWatchingProgress = true
    loop.addTimer(at: MonotonicTime.nowNanoseconds + period) { [unowned self] in
      isWatchingProgress = false
      guard !executions.isEmpty else { return }
      progress.show(executions.values.sorted { $0.id < $1.id }.compactMap(snapshot))
      watchProgress()
    }
  }

  private func snapshot(of execution: JobExecution) -> ProgressSnapshot? {
    guard let state = scheduler.progress(of: execution.id) else { return nil }
    let now = MonotonicTime.nowNanoseconds
    let active = state.stages.indices.filter {
      state.stages[$0].hasBegun && state.stages[$0].done < state.stages[$0].total
    }
    let counted = active.reduce(0) { $0 + execution.accounts[$1].countedTasks }
    let pace = active.compactMap { execution.accounts[$0].startNanoseconds }.min().map {
      ProgressSnapshot.Pace(tasks: counted, nanoseconds: now - $0)
    }
    let moved = execution.accounts.reduce(0) { $0 + $1.metrics.inputBytes + $1.metrics.shuffleReadBytes }
    return ProgressSnapshot(
      name: execution.name, stages: state.stages, failedTasks: state.failedTasks, bytes: moved,
      elapsedNanoseconds: now - execution.startNanoseconds, pace: pace)
  }
}
