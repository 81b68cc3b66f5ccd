import CroftDriver
import CroftProtocol
import CroftTesting

// The simulation's own account of what each event must mean.
extension SchedulerSimulator {
  /// The next answer in an executor's pipe reaches the driver; perhaps after the executor was declared lost.
  mutating func deliverAnswer(from index: Int) throws {
    let id = executors[index].id
    let answer = executors[index].outbox.removeFirst()
    trace?.append("executor \(id) says \(answer)")
    switch answer {
    case .hello: break
    case .succeeded(let success): try deliver(success, from: index)
    case .failed(let attempt, let failure):
      if release(attempt, from: index) { account(attempt, failure) }
      scheduler.failed(attempt, on: id, failure, atNanoseconds: nowNanoseconds)
    case .revoked(let attempts):
      for attempt in attempts where release(attempt, from: index) {
        // It never began, so its number may be used again.
        self[attempt.task].handedOut &= ~(try SimulatedTask.bit(attempt.number))
      }
      scheduler.revoked(attempts, by: id)
    }
  }

  private mutating func deliver(_ success: TaskSuccess, from index: Int) throws {
    let attempt = success.attempt
    let counts = try release(attempt, from: index) && account(successOf: attempt, on: index)
    let taken = scheduler.succeeded(attempt, on: executors[index].id, nanoseconds: success.runNanoseconds)
    guard taken == counts else {
      throw SimulationFailure("\(attempt) was \(taken ? "" : "not ")taken for a result that counts")
    }
    let job = Int(attempt.task.job.rawValue) - 1
    if counts, jobs[job].results == jobs[job].resultsWanted {
      scheduler.satisfy(attempt.task.job)
      jobs[job].dueEnd = .success
    }
    // The same answer once more must change nothing.
    if random.isOne(in: 32), scheduler.succeeded(attempt, on: executors[index].id, nanoseconds: 1) {
      throw SimulationFailure("\(attempt) was counted twice")
    }
  }

  /// Takes an answered attempt off its seat; false if nobody waits for the answer.
  private mutating func release(_ attempt: TaskAttempt, from index: Int) -> Bool {
    guard !executors[index].isLost, let place = executors[index].outstanding.firstIndex(of: attempt) else {
      return false
    }
    executors[index].outstanding.remove(at: place)
    self[attempt.task].isHeld = false
    return true
  }

  /// - Returns: whether it is a part of the job's result.
  private mutating func account(successOf attempt: TaskAttempt, on index: Int) throws -> Bool {
    executors[index].completedTasks += 1
    uselessExecutors = 0
    let (job, stage) = (Int(attempt.task.job.rawValue) - 1, Int(attempt.task.stage))
    guard jobs[job].isActive else { return false }
    guard !self[attempt.task].isCounted else { throw SimulationFailure("\(attempt) was done already") }
    self[attempt.task].isCounted = true
    self[attempt.task].isSuspect = false
    self[attempt.task].output = attempt.number
    jobs[job].remaining[stage] -= 1
    guard stage == jobs[job].resultStage else { return false }
    jobs[job].results += 1
    return true
  }

  private mutating func account(_ attempt: TaskAttempt, _ failure: TaskFailure) {
    let job = Int(attempt.task.job.rawValue) - 1
    guard jobs[job].isActive else { return }
    self[attempt.task].isSuspect = false
    switch failure.kind {
    case .userError, .environment, .cancelled:
      self[attempt.task].errors += 1
      let errors = self[attempt.task].errors
      if errors == policy.maxAttempts { return jobs[job].dueEnd = .failure(.taskFailed) }
      self[attempt.task].notBeforeNanoseconds = nowNanoseconds + policy.firstDelayNanoseconds << UInt64(errors - 1)
    case .mapOutputLost:
      if let lost = failure.lostOutput, self[lost.task].isCounted, self[lost.task].output == lost.number {
        self[lost.task].outputLosses += 1
        if self[lost.task].outputLosses == policy.maxOutputLosses {
          return jobs[job].dueEnd = .failure(.mapOutputsLost)
        }
        self[lost.task].isCounted = false
        jobs[job].remaining[Int(lost.task.stage)] += 1
      }
    case .lineageDiffers: jobs[job].dueEnd = .failure(.lineageDiffers)
    case .diskFull: jobs[job].dueEnd = .failure(.diskFull)
    }
  }

  /// The driver stops counting on an executor.
  mutating func lose(_ index: Int, isExpected: Bool) {
    trace?.append("executor \(index + 1) is lost\(isExpected ? " as expected" : "")")
    scheduler.executorLost(executors[index].id, reason: "as planned", isExpected: isExpected)
    executors[index].isLost = true
    executors[index].inbox = []
    for (place, attempt) in executors[index].outstanding.enumerated() {
      self[attempt.task].isHeld = false
      let job = Int(attempt.task.job.rawValue) - 1
      guard jobs[job].isActive else { continue }
      self[attempt.task].isSuspect = !isExpected
      guard !isExpected, place < executors[index].slots else { continue }
      self[attempt.task].executorLosses += 1
      if isOnLastChance(attempt.task) { lastChances.insert(attempt.task) }
      if self[attempt.task].executorLosses == policy.maxExecutorLosses {
        jobs[job].dueEnd = .failure(.executorsLost)
      }
    }
    executors[index].outstanding = []
    if !isExpected { replace(executors[index]) }
    failTheStranded()
  }

  private mutating func replace(_ executor: SimulatedExecutor) {
    guard jobs.contains(where: \.isActive) else { return missingExecutors += 1 }
    uselessExecutors = executor.completedTasks == 0 ? uselessExecutors + 1 : 0
    if uselessExecutors < policy.maxUselessExecutors { return dueReplacements += 1 }
    missingExecutors += 1
    if executors.allSatisfy(\.isLost) {
      failEveryJob(.executorsLost)
    } else {
      seen.insert(.jobsGoOnWithTheExecutorsLeft)
    }
  }

  /// Without an executor, and without one to come, nothing can go on.
  mutating func failTheStranded() {
    guard let unavailable, executors.allSatisfy(\.isLost) else { return }
    for index in jobs.indices where jobs[index].isActive && jobs[index].dueEnd == nil {
      jobs[index].dueEnd = .failure(unavailable)
    }
  }

  mutating func failEveryJob(_ code: JobError.Code) {
    for index in jobs.indices where jobs[index].isActive { jobs[index].dueEnd = .failure(code) }
  }
}
