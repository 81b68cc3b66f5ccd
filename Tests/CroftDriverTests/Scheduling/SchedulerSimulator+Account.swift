import CroftDriver
import CroftProtocol
import CroftTesting

// The simulation's own account of what each answer must mean.
extension SchedulerSimulator {
  /// The next answer in an executor's pipe reaches the driver; perhaps after the executor was declared lost.
  mutating func deliverAnswer(from index: Int) throws {
    guard !executors[index].outbox.isEmpty else { return }
    let id = executors[index].id
    let answer = executors[index].outbox.removeFirst()
    trace?.append("executor \(id) says \(answer)")
    switch answer {
    case .hello, .cacheChanged: break
    case .succeeded(let successes): try successes.decodeEach { try deliver($0, from: index) }
    case .failed(let attempt, let failure):
      if let held = release(attempt, from: index) {
        account(held, failure, on: index)
        excludeIfDue(index)
      }
      scheduler.failed(attempt, on: id, failure, atNanoseconds: nowNanoseconds)
      // Or else it would not be known yet which executor is to make room.
      if failure.kind == .outOfMemory { try performActions() }
    case .revoked(let attempts):
      for attempt in attempts where release(attempt, from: index) != nil {
        // It never began, so its number may be used again.
        self[attempt.task].handedOut &= ~(try SimulatedTask.bit(attempt.number))
        self[attempt.task].isSuspect = false
        if executors[index].wasLeaving { self[attempt.task].wasDisplaced = true }
      }
      scheduler.revoked(attempts, by: id)
    }
  }

  private mutating func deliver(_ success: TaskSuccess, from index: Int) throws {
    let attempt = success.attempt
    let isPresent = !executors[index].isLost && executors[index].held.contains { $0.attempt == attempt }
    if isPresent { noteSuccess(on: index) }
    let expected = try release(attempt, from: index).map { try account(successOf: $0) } ?? .ignored
    let outcome = scheduler.succeeded(attempt, on: executors[index].id, nanoseconds: success.runNanoseconds)
    guard outcome == expected else {
      throw SimulationFailure("\(attempt) was taken for \(outcome), not for \(expected)")
    }
    let job = Int(attempt.task.job.rawValue) - 1
    if case .counted(true, _) = expected, jobs[job].results == jobs[job].resultsWanted {
      scheduler.satisfy(attempt.task.job)
      jobs[job].dueEnd = .success
    } else if case .counted = expected, jobs[job].remaining[jobs[job].resultStage] == 0 {
      jobs[job].dueEnd = .success
    }
    // The same answer once more must change nothing.
    if random.isOne(in: 32), scheduler.succeeded(attempt, on: executors[index].id, nanoseconds: 1) != .ignored {
      throw SimulationFailure("\(attempt) was counted twice")
    }
  }

  private mutating func noteSuccess(on index: Int) {
    executors[index].noteSuccess()
    uselessExecutors = 0
    successCount += 1
  }

  /// Takes an answered attempt off its seat; nil if nobody waits for the answer.
  private mutating func release(_ attempt: TaskAttempt, from index: Int) -> HeldAttempt? {
    guard !executors[index].isLost, let place = executors[index].held.firstIndex(where: { $0.attempt == attempt })
    else { return nil }
    let held = executors[index].held.remove(at: place)
    guard !held.isCancelled else { return nil }
    self[attempt.task].live &= ~(1 << UInt64(attempt.number))
    return held
  }

  private mutating func account(successOf held: HeldAttempt) throws -> SuccessOutcome {
    let attempt = held.attempt
    let (job, stage) = (Int(attempt.task.job.rawValue) - 1, Int(attempt.task.stage))
    guard jobs[job].isActive else { return .ignored }
    guard !self[attempt.task].isCounted, !self[attempt.task].isGivenUp else {
      throw SimulationFailure("\(attempt) was done already")
    }
    stopOthers(than: attempt)
    let isFirst = !self[attempt.task].hasEverCounted
    self[attempt.task].isCounted = true
    self[attempt.task].hasEverCounted = true
    self[attempt.task].hasCountedHere = true
    self[attempt.task].isSuspect = false
    self[attempt.task].output = attempt.number
    jobs[job].remaining[stage] -= 1
    guard stage == jobs[job].resultStage else { return .counted(isResult: false, isFirst: isFirst) }
    jobs[job].results += 1
    return .counted(isResult: true, isFirst: isFirst)
  }

  private mutating func stopOthers(than attempt: TaskAttempt) {
    guard self[attempt.task].live != 0 else { return }
    for index in executors.indices where !executors[index].isLost {
      for place in executors[index].held.indices {
        let other = executors[index].held[place]
        guard other.attempt.task == attempt.task, !other.isCancelled else { continue }
        executors[index].held[place].isCancelled = true
        dueStops.insert(other.attempt)
        seen.insert(other.attempt.number < attempt.number ? .secondAttemptCounted : .firstAttemptCountedBesideASecond)
      }
    }
    self[attempt.task].live = 0
  }

  private mutating func account(_ held: HeldAttempt, _ failure: TaskFailure, on index: Int) {
    let attempt = held.attempt
    let job = Int(attempt.task.job.rawValue) - 1
    guard jobs[job].isActive else { return }
    self[attempt.task].isSuspect = false
    switch failure.kind {
    case .userError, .environment, .cancelled: accountError(of: attempt, failure.kind, on: index)
    case .timedOut: accountTimeout(of: attempt, on: index)
    case .cachedInputLost where held.readsCache:
      for parent in jobs[job].shape.stages[Int(attempt.task.stage)].parents where jobs[job].isDormant[parent] {
        jobs[job].isDormant[parent] = false
        seen.insert(.dormantStageWoken)
      }
    case .cachedInputLost: accountError(of: attempt, failure.kind, on: index)
    case .mapOutputLost: accountLoss(of: failure.lostOutput, job)
    case .lineageDiffers: jobs[job].dueEnd = .failure(.lineageDiffers)
    case .diskFull: jobs[job].dueEnd = .failure(.diskFull)
    case .scratchLimit: jobs[job].dueEnd = .failure(.scratchLimit)
    case .permanent:
      self[attempt.task].errors += 1
      giveUp(attempt, .taskFailed)
    case .outOfMemory: accountOutOfMemory(of: attempt, on: index)
    }
  }

  /// A command had too little; its executor goes on.
  private mutating func accountOutOfMemory(of attempt: TaskAttempt, on index: Int) {
    self[attempt.task].outOfMemory += 1
    self[attempt.task].commandBytes = min(self[attempt.task].commandBytes * 2, 8)
    self[attempt.task].memoryBytes = max(self[attempt.task].memoryBytes, self[attempt.task].commandBytes)
    if self[attempt.task].outOfMemory == retry(of: attempt.task.job).maxOutOfMemory { giveUp(attempt, .outOfMemory) }
  }

  func retry(of job: JobID) -> RetryPolicy { self.job(job).policy.retry ?? policy.retry }

  /// A task has had all its attempts: it is finished without a result, or its job fails.
  mutating func giveUp(_ attempt: TaskAttempt, _ code: JobError.Code) {
    let (job, stage) = (Int(attempt.task.job.rawValue) - 1, Int(attempt.task.stage))
    let tolerance = jobs[job].policy.maxFailures
    guard tolerance != .none, stage == jobs[job].resultStage else { return jobs[job].dueEnd = .failure(code) }
    jobs[job].failedTasks += 1
    guard tolerance.allows(jobs[job].failedTasks) else {
      seen.insert(.oneTaskTooManyGivenUp)
      return jobs[job].dueEnd = .failure(code)
    }
    seen.insert(.taskGivenUp)
    stopOthers(than: attempt)
    self[attempt.task].isGivenUp = true
    self[attempt.task].isCounted = true
    self[attempt.task].isSuspect = false
    dueExhausted.insert(attempt)
    jobs[job].remaining[stage] -= 1
    if jobs[job].remaining[stage] == 0 { jobs[job].dueEnd = .success }
  }

  /// Slots that are free though a job has tasks, because as many of them run as may.
  mutating func noteIdleSlots() {
    for job in jobs where job.isActive && job.policy.maxRunning.map({ $0 <= attemptsOut(of: job.id) }) == true {
      let waits = job.tasks[job.resultStage].contains { $0.live == 0 && !$0.isCounted && $0.handedOut == 0 }
      if waits, job.isReady(job.resultStage), executors.contains(where: hasRoom) { seen.insert(.jobKeptFromFreeSlots) }
    }
  }

  private mutating func accountError(of attempt: TaskAttempt, _ kind: TaskFailure.Kind, on index: Int) {
    let job = Int(attempt.task.job.rawValue) - 1
    noteFailure(of: attempt.task, on: index, counts: kind == .environment || kind == .userError && isBlamed(job))
    self[attempt.task].errors += 1
    let errors = self[attempt.task].errors
    if errors == retry(of: attempt.task.job).maxAttempts { return giveUp(attempt, .taskFailed) }
    guard self[attempt.task].live == 0 else { return }
    self[attempt.task].notBeforeNanoseconds =
      nowNanoseconds + policy.retry.firstDelayNanoseconds << UInt64(errors - 1)
  }

  mutating func accountTimeout(of attempt: TaskAttempt, on index: Int) {
    noteFailure(of: attempt.task, on: index, counts: isBlamed(Int(attempt.task.job.rawValue) - 1))
    self[attempt.task].timeouts += 1
    self[attempt.task].isSuspect = false
    if self[attempt.task].timeouts == retry(of: attempt.task.job).maxTimeouts { giveUp(attempt, .taskTimedOut) }
  }

  /// Whether failures of a job's tasks are held against executors.
  private func isBlamed(_ job: Int) -> Bool { jobs[job].policy.maxFailures == .none }

  private mutating func noteFailure(of task: TaskID, on index: Int, counts: Bool) {
    let id = executors[index].id
    if !self[task].failedOn.contains(id) { self[task].failedOn.append(id) }
    guard counts else { return }
    executors[index].noteFailure(
      of: task, successesSoFar: successCount, most: policy.maxFailedTasksPerExecutor)
  }

  private mutating func accountLoss(of lost: TaskAttempt?, _ job: Int) {
    guard let lost, self[lost.task].isCounted, self[lost.task].output == lost.number else { return }
    self[lost.task].outputLosses += 1
    if self[lost.task].outputLosses == policy.retry.maxOutputLosses {
      return jobs[job].dueEnd = .failure(.mapOutputsLost)
    }
    if job < jobs.count, jobs[job].shape.stages[Int(lost.task.stage)].finished[lost.task.partition] == lost.number {
      seen.insert(.finishedOutputMadeAnew)
    }
    self[lost.task].isCounted = false
    jobs[job].remaining[Int(lost.task.stage)] += 1
  }
}
