import CroftProtocol

extension DriverLoop {
  /// Performs the scheduler's actions in their order.
  func perform(_ actions: [SchedulerAction]) {
    // Together, because a manager bounds the number of requests that wait.
    var asked: [Int: Int] = [:]
    defer {
      for (memoryBytes, count) in asked.sorted(by: { $0.key < $1.key }) { requestExecutors?(count, memoryBytes) }
    }
    for action in actions {
      switch action {
      case .define(let job, let executor):
        if let execution = executions[job] { links[executor]?.send(.job(execution.definition)) }
      case .sendMapOutputs(let outputs, let executor): links[executor]?.send(.mapOutputs(outputs))
      case .run(let attempts, let executor, let memoryBytes): run(attempts, on: executor, memoryBytes: memoryBytes)
      case .revoke(let attempts, let executor): links[executor]?.send(.revoke(attempts))
      case .cancelAttempts(let attempts, let executor): links[executor]?.send(.cancelAttempts(attempts))
      case .endJob(let job, let executor): links[executor]?.send(.endJob(job))
      case .taskExhausted(let task): take(task)
      case .taskFailedJob(let task): executions[task.attempt.task.job]?.note(fatal: task)
      case .jobSucceeded(let job, let counters): end(job, .success(()), counters)
      case .jobFailed(let job, let error, let counters): end(job, .failure(explained(error, of: job)), counters)
      case .replaceExecutor(let memoryBytes): asked[memoryBytes, default: 0] += 1
      case .requestExecutors(let count, let memoryBytes): asked[memoryBytes, default: 0] += count
      case .killExecutor(let executor, let reason):
        kill(executor, reason: reason)
      case .releaseExecutor(let executor): letGo(executor)
      case .wake(let deadline): setWakeTimer(atNanoseconds: deadline)
      case .report(let report): tell(report)
      }
    }
  }

  private func kill(_ executor: ExecutorID, reason: String) {
    log("executor \(executor) is ended: \(reason)")
    letGo(executor)
    guard isLocal else { return }
    hasNewsForScheduler = true
    scheduler.noMoreExecutors(
      because: JobError(.taskTimedOut, "\(reason). With a manager it would be replaced; threads can't be"))
  }

  private func run(_ attempts: AttemptRange, on executor: ExecutorID, memoryBytes: Int?) {
    guard let link = links[executor], let execution = executions[attempts.job] else { return }
    execution.noteStart(ofStage: Int(attempts.stage))
    history?.noteStart()
    link.run(attempts, memoryBytes: memoryBytes) { partition, writer in
      execution.plan.encodeInputs(stage: Int(attempts.stage), partition: Int(partition), into: &writer)
    }
  }

  private func tell(_ report: SchedulerReport) {
    switch report {
    case .executorLost(let executor, let reason, let tasks):
      let consequence =
        switch tasks {
        case 0: "had no task"
        case 1: "its task runs again"
        default: "its \(tasks) tasks run again"
        }
      log("executor \(executor) is lost and \(consequence): \(reason)")
    case .retrying(let attempt, let executor, let failure, let delay):
      guard shouldReport(attempt) else { return }
      log(
        """
        \(attempt), failed on executor \(executor): \(failure.errorType): \(failure.message); trying again \
        in \(delay / 1_000_000) ms
        """)
    case .retryingWithMoreMemory(let attempt, let executor, let bytes):
      guard shouldReport(attempt) else { return }
      let times = scheduler.policy.memory.times(bytes)
      log("\(attempt), ran out of memory on executor \(executor); trying again with \(times) times the usual memory")
    case .retryingCommandWithMoreMemory(let attempt, let executor, let bytes):
      guard shouldReport(attempt) else { return }
      let memory = bytes.map { HumanReadable.bytes(UInt64($0)) } ?? "what there is"
      log("\(attempt), whose command ran out of memory on executor \(executor); trying again with \(memory)")
    case .retryingAfterTimeout(let attempt, let executor):
      guard shouldReport(attempt) else { return }
      log("\(attempt), ran into its deadline on executor \(executor); trying again")
    case .executorExcluded(let executor, let count):
      log("executor \(executor) gets no more tasks: \(count) in a row failed on it, while others succeed")
    case .waking(let job, let stages, let reason):
      log("job \(job) computes stages \(stages.map(String.init).joined(separator: ", ")) after all: \(reason)")
    case .speculating(let attempt, let executor):
      guard shouldReport(attempt) else { return }
      log("\(attempt), is started on executor \(executor) beside a slow one")
    case .givingBack(let executor, let tasks):
      log("executor \(executor) is given back" + (tasks == 0 ? "" : " when its \(tasks) running tasks have ended"))
    case .makingRoom(let executor, let bytes, let tasks):
      let times = scheduler.policy.memory.times(bytes)
      let end = tasks == 0 ? "" : ", when its \(tasks) running tasks have ended,"
      log("executor \(executor) makes room\(end) for one with \(times) times the usual memory")
    case .keeping(let executor): log("executor \(executor) need not be given back")
    case .recomputing(let output, let reason):
      guard shouldReport(output) else { return }
      log("\(output.task) runs again: \(reason)")
    }
  }

  /// A job of a million tasks can fail a million times; what is said about one job is bounded. Whoever observes a job
  /// tells of its failures in other words.
  func shouldReport(_ attempt: TaskAttempt) -> Bool {
    let most = 20
    guard let execution = executions[attempt.task.job], !execution.isObserved else { return false }
    execution.retriesReported += 1
    if execution.retriesReported == most + 1 { log("job \(execution.id): further retries are not reported") }
    return execution.retriesReported <= most
  }
}
