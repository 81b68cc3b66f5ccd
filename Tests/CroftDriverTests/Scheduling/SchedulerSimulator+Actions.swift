import CroftDriver
import CroftProtocol

// What the scheduler wants done, checked against the account.
extension SchedulerSimulator {
  mutating func performActions() throws {
    let before = lastChances.isEmpty ? [] : executors.map(\.held.count)
    failTheStranded()
    for action in scheduler.takeActions(atNanoseconds: nowNanoseconds) {
      trace?.append("  \(action)")
      try perform(action)
    }
    try expectRoomForLastChances(before)
    try expectNobodyLate()
    for index in jobs.indices where jobs[index].end != jobs[index].dueEnd {
      let (end, due) = (jobs[index].end, jobs[index].dueEnd)
      throw SimulationFailure("job \(index + 1) ended with \(end, or: "nothing"), not \(due, or: "nothing")")
    }
    guard dueReplacements == 0 else { throw SimulationFailure("\(dueReplacements) executors are not replaced") }
    guard dueStops.isEmpty else { throw SimulationFailure("\(dueStops) are not stopped") }
    guard dueExhausted.isEmpty else { throw SimulationFailure("it is not told that \(dueExhausted) were the last") }
    noteIdleSlots()
    guard dueKills.isEmpty else { throw SimulationFailure("executors \(dueKills) are not killed") }
  }

  private mutating func perform(_ action: SchedulerAction) throws {
    switch action {
    case .define(let job, let executor):
      let index = try open(executor)
      guard self.job(job).isActive, executors[index].toldJobs.insert(job).inserted else {
        throw SimulationFailure("job \(job) is defined on executor \(executor), again or too late")
      }
      executors[index].inbox.append(action)
    case .sendMapOutputs(let outputs, let executor): try send(outputs, to: open(executor), action)
    case .run(let attempts, let executor, let memoryBytes):
      let index = try open(executor)
      for attempt in attempts { try run(attempt, on: index, memoryBytes: memoryBytes) }
      executors[index].inbox.append(action)
    case .revoke(let attempts, let executor): try revoke(attempts, from: reachable(executor), action)
    case .cancelAttempts(let attempts, let executor):
      let index = executor.rawValue - 1
      for attempt in attempts { try stop(attempt, on: index) }
      post(action, to: index)
    case .endJob(let job, let executor):
      let index = executor.rawValue - 1
      guard !self.job(job).isActive, executors[index].toldJobs.remove(job) != nil else {
        throw SimulationFailure("job \(job) ends on executor \(executor) too early or was unknown there")
      }
      executors[index].toldOutputs.removeAll { $0.job == job }
      post(action, to: index)
    case .taskExhausted(let task):
      guard dueExhausted.remove(task.attempt) != nil, jobs[Int(task.attempt.task.job.rawValue) - 1].end == nil else {
        throw SimulationFailure("\(task.attempt) was not the last")
      }
    case .taskFailedJob(let task):
      guard jobs[Int(task.attempt.task.job.rawValue) - 1].end == nil else {
        throw SimulationFailure("\(task.attempt) failed a job that had ended")
      }
    case .jobSucceeded(let job, let counters): try end(job, .success, counters)
    case .jobFailed(let job, let error, let counters): try end(job, .failure(error.code), counters)
    case .replaceExecutor(let factor):
      guard factor <= largestMemoryBytes else { throw SimulationFailure("\(factor) times the memory can't be had") }
      dueReplacements -= 1
      awaitedExecutors.append(factor)
    case .requestExecutors(let count, let factor): try request(count, memoryBytes: factor)
    case .killExecutor(let executor, _): try endByForce(executor)
    case .releaseExecutor(let executor): try release(present(executor))
    case .wake(let time):
      guard time > nowNanoseconds else { throw SimulationFailure("woken for \(time), which is over") }
      wakeAtNanoseconds = time
    case .report(.makingRoom(let executor, let bytes, _)): try makeRoom(executor, bytes)
    case .report: break
    }
  }

  private func present(_ executor: ExecutorID) throws -> Int {
    let index = executor.rawValue - 1
    guard !executors[index].isLost else { throw SimulationFailure("executor \(executor) is lost and gets a message") }
    return index
  }

  private func reachable(_ executor: ExecutorID) throws -> Int {
    let index = try present(executor)
    guard !executors[index].isClosing else { throw SimulationFailure("executor \(executor) is closing and gets work") }
    return index
  }

  /// One that may be given work.
  private func open(_ executor: ExecutorID) throws -> Int {
    let index = try reachable(executor)
    guard executors[index].isOpen else { throw SimulationFailure("executor \(executor) is leaving and gets work") }
    return index
  }

  /// What was to be sent before a channel ended goes nowhere.
  private mutating func post(_ action: SchedulerAction, to index: Int) {
    if executors[index].isReachable { executors[index].inbox.append(action) }
  }

  private mutating func send(_ outputs: MapOutputs, to index: Int, _ action: SchedulerAction) throws {
    let job = job(outputs.job)
    guard job.isActive, job.remaining[Int(outputs.stage)] == 0, outputs.attempts == job.outputs(of: Int(outputs.stage))
    else { throw SimulationFailure("executor \(index + 1) is told what is not so: \(outputs)") }
    guard executors[index].toldOutputs.find(Int(outputs.stage), of: outputs.job) != outputs.attempts else {
      throw SimulationFailure("executor \(index + 1) is told again: \(outputs)")
    }
    executors[index].toldOutputs.replace(with: outputs)
    executors[index].inbox.append(action)
  }

  private mutating func revoke(_ attempts: [TaskAttempt], from index: Int, _ action: SchedulerAction) throws {
    let ahead = executors[index].held.dropFirst(executors[index].slots)
    guard attempts.allSatisfy({ attempt in ahead.contains { $0.attempt == attempt && !$0.isCancelled } }) else {
      throw SimulationFailure("executor \(index + 1) is to hand back what it runs: \(attempts)")
    }
    guard !executors[index].isOpen || executors.contains(where: hasRoom) else {
      throw SimulationFailure("executor \(index + 1) is to hand back what nobody could take: \(attempts)")
    }
    executors[index].inbox.append(action)
  }

  /// Attempts are stopped because their task is done, or because their time is over.
  private mutating func stop(_ attempt: TaskAttempt, on index: Int) throws {
    if dueStops.remove(attempt) != nil { return }
    guard let place = executors[index].held.firstIndex(where: { $0.attempt == attempt }),
      !executors[index].held[place].isCancelled, job(attempt.task.job).isActive,
      let deadline = executors[index].held[place].deadlineNanoseconds,
      nowNanoseconds >= executors[index].held[place].sentAtNanoseconds + deadline
    else { throw SimulationFailure("\(attempt) is to be stopped for no reason") }
    seen.insert(.attemptStoppedAtItsDeadline)
    executors[index].held[place].isCancelled = true
    self[attempt.task].live &= ~(1 << UInt64(attempt.number))
    accountTimeout(of: attempt, on: index)
    excludeIfDue(index)
  }

  private mutating func end(_ job: JobID, _ end: SimulatedJob.End, _ counters: JobCounters) throws {
    let index = Int(job.rawValue) - 1
    guard jobs[index].end == nil else { throw SimulationFailure("job \(job) ends twice") }
    jobs[index].end = end
    let tasks = jobs[index].tasks.joined()
    if end == .success, jobs[index].failedTasks > 0 { seen.insert(.jobWithFailedTasksSucceeded) }
    guard counters.timeouts == tasks.reduce(0, { $0 + $1.timeouts }),
      counters.errors == tasks.reduce(0, { $0 + $1.errors }),
      counters.outOfMemory == tasks.reduce(0, { $0 + $1.outOfMemory })
    else { throw SimulationFailure("job \(job) counted \(counters)") }
  }

  // MARK: The farm's size

  private mutating func request(_ count: Int, memoryBytes: Int) throws {
    guard memoryBytes == 1 || count == 1 && isNeeded(memoryBytes) else {
      throw SimulationFailure("an executor of \(memoryBytes) is asked for, which nobody needs")
    }
    guard let scaling = policy.scaling, count > 0, farmSize + count <= scaling.maximum,
      jobs.contains(where: \.isActive)
    else { throw SimulationFailure("\(count) executors more than may be") }
    seen.insert(.executorsRequested)
    awaitedExecutors += Array(repeating: memoryBytes, count: count)
  }

  private mutating func release(_ index: Int) throws {
    if executors[index].leavesAtNanoseconds != nil || executors[index].isMakingRoom {
      return try releaseReclaimed(index)
    }
    guard let scaling = policy.scaling, executors[index].held.isEmpty,
      executors.count(where: { !$0.isLost }) > scaling.minimum
    else { throw SimulationFailure("executor \(index + 1) is released, though it is needed") }
    seen.insert(.executorReleased)
    executors[index].isLost = true
    executors[index].isAlive = false
    executors[index].inbox = []
  }

  private mutating func endByForce(_ executor: ExecutorID) throws {
    if dueKills.remove(executor) != nil { return }
    let index = try present(executor)
    guard
      executors[index].held.contains(where: { held in
        guard let deadline = held.deadlineNanoseconds else { return false }
        return nowNanoseconds >= held.sentAtNanoseconds + deadline + policy.killGraceNanoseconds
      })
    else { throw SimulationFailure("executor \(index + 1) is killed for no reason") }
    seen.insert(.executorKilledBecauseOfADeadline)
    give(up: index)
    failTheStranded()
  }
}

extension DefaultStringInterpolation {
  fileprivate mutating func appendInterpolation(_ end: SimulatedJob.End?, or absent: String) {
    appendLiteral(end.map { "\($0)" } ?? absent)
  }
}
