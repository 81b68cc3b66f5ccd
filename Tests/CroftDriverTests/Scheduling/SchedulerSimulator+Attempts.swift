import CroftDriver
import CroftProtocol

// What every attempt that the scheduler starts must satisfy.
extension SchedulerSimulator {
  mutating func run(_ attempt: TaskAttempt, on index: Int, memoryBytes: Int?) throws {
    let (id, task) = (executors[index].id, self[attempt.task])
    try expectInputs(of: attempt, on: index)
    guard !task.isCounted else { throw SimulationFailure("\(attempt) though the task is done") }
    try expectNoSecondAttempt(attempt, besides: task, on: id)
    guard task.notBeforeNanoseconds <= nowNanoseconds else { throw SimulationFailure("\(attempt) came too early") }
    let bit = try SimulatedTask.bit(attempt.number)
    guard task.handedOut & bit == 0 else { throw SimulationFailure("\(attempt) for the second time") }
    if task.isDemanding { try expectDemands(of: attempt, task, on: executors[index]) }
    try expectCommandMemory(of: attempt, task, memoryBytes)
    try expectRoom(for: attempt)
    try expectPreference(of: attempt, task, on: id)
    let stage = Int(attempt.task.stage)
    let readsCache = job(attempt.task.job).readsCache(stage)
    self[attempt.task].handedOut |= bit
    self[attempt.task].live |= bit
    executors[index].held.append(
      HeldAttempt(
        attempt: attempt, sentAtNanoseconds: nowNanoseconds, readsCache: readsCache,
        isSuspect: task.live == 0 ? task.isSuspect : task.executorLosses > 0, isAlone: isOnLastChance(attempt.task),
        deadlineNanoseconds: deadline(of: attempt.task.job)))
    guard executors[index].held.count > 1 else { return }
    try expectBound(after: attempt, on: executors[index])
    try expectCompany(of: attempt, on: executors[index])
  }

  private func expectInputs(of attempt: TaskAttempt, on index: Int) throws {
    let (id, job, stage) = (executors[index].id, job(attempt.task.job), Int(attempt.task.stage))
    guard job.isActive, executors[index].toldJobs.contains(job.id) else {
      throw SimulationFailure("\(attempt) on executor \(id), where its job is not known or no more")
    }
    guard job.isReady(stage) else { throw SimulationFailure("\(attempt) though its stage is not ready") }
    for parent in job.shape.stages[stage].parents where job.remaining[parent] == 0 {
      guard executors[index].toldOutputs.find(parent, of: job.id) == job.outputs(of: parent) else {
        throw SimulationFailure("\(attempt) on executor \(id) without the outputs of stage \(parent)")
      }
    }
  }

  /// Unless there is speculation: then there are two at most, on two executors.
  private func expectNoSecondAttempt(_ attempt: TaskAttempt, besides task: SimulatedTask, on id: ExecutorID) throws {
    guard task.live != 0 else { return }
    guard policy.speculation != nil, task.live.nonzeroBitCount == 1, !isOnLastChance(attempt.task) else {
      throw SimulationFailure("\(attempt) while another attempt is out")
    }
    let isBeside = executors[id.rawValue - 1].held.contains { $0.attempt.task == attempt.task && !$0.isCancelled }
    guard !isBeside else { throw SimulationFailure("\(attempt) beside the first one on executor \(id)") }
  }

  /// Nothing runs where it failed, or where it has too little memory, while there is a better executor.
  private mutating func expectDemands(
    of attempt: TaskAttempt, _ task: SimulatedTask, on executor: SimulatedExecutor
  ) throws {
    let large = executors.filter { $0.isOpen && $0.memoryBytes >= task.memoryBytes }
    guard large.isEmpty || executor.memoryBytes >= task.memoryBytes else {
      throw SimulationFailure("\(attempt) on executor \(executor.id), which has too little memory")
    }
    let promised = executors.filter { !$0.isLost }.compactMap(\.successorMemoryBytes).max() ?? 0
    guard executor.memoryBytes >= min(task.memoryBytes, largestMemoryBytes, promised) else {
      throw SimulationFailure("\(attempt) on executor \(executor.id), though one with \(promised) is to come")
    }
    if task.memoryBytes > 1, executor.memoryBytes > 1 { seen.insert(.taskWithMoreMemory) }
    guard !task.failedOn.contains(executor.id) || large.allSatisfy({ task.failedOn.contains($0.id) }) else {
      throw SimulationFailure("\(attempt) on executor \(executor.id), where it failed")
    }
  }

  /// Its command gets what all get at first, and more each time that it was not enough.
  private mutating func expectCommandMemory(
    of attempt: TaskAttempt, _ task: SimulatedTask, _ memoryBytes: Int?
  ) throws {
    let expected = job(attempt.task.job).policy.memory.map { _ in task.commandBytes }
    guard memoryBytes == expected else {
      throw SimulationFailure("\(attempt) with \(memoryBytes ?? 0) for its command, not \(expected ?? 0)")
    }
    if task.commandBytes > 1 { seen.insert(.commandWithMoreMemory) }
  }

  /// No more of the job's attempts are out than may be.
  private func expectRoom(for attempt: TaskAttempt) throws {
    guard let most = job(attempt.task.job).policy.maxRunning, attemptsOut(of: attempt.task.job) >= most else { return }
    throw SimulationFailure("\(attempt) is one too many of its job, of which \(most) may run")
  }

  /// Also those that were told to stop.
  func attemptsOut(of job: JobID) -> Int {
    executors.reduce(0) { count, executor in
      executor.isLost ? count : count + executor.held.count { $0.attempt.task.job == job }
    }
  }

  func deadline(of job: JobID) -> UInt64? {
    self.job(job).policy.taskDeadlineNanoseconds ?? policy.taskDeadlineNanoseconds
  }

  /// A first attempt goes elsewhere only if no holder is there, or after the wait.
  private mutating func expectPreference(of attempt: TaskAttempt, _ task: SimulatedTask, on id: ExecutorID) throws {
    guard attempt.number == 0, !task.wasDisplaced, let submitted = job(attempt.task.job).submittedAtNanoseconds,
      let holders = job(attempt.task.job).shape.stages[Int(attempt.task.stage)].preferred[attempt.task.partition]
    else { return }
    guard !holders.contains(id) else {
      seen.insert(.holderGivenItsTask)
      return
    }
    // One that joined after the job was submitted is not known to hold anything.
    let known = job(attempt.task.job).knownExecutors
    let present = holders.filter {
      $0.rawValue <= known && !executors[$0.rawValue - 1].isLost && !executors[$0.rawValue - 1].wasLeaving
    }
    guard !present.isEmpty else { return }
    guard nowNanoseconds >= submitted + policy.localityWaitNanoseconds else {
      throw SimulationFailure("\(attempt) on executor \(id) though \(present) hold its input")
    }
    seen.insert(.taskTakenFromItsHolder)
  }

  /// Little is sent ahead, nothing beside a suspect, and nothing that is known to take long.
  private func expectBound(after attempt: TaskAttempt, on executor: SimulatedExecutor) throws {
    guard executor.held.count > executor.slots else { return }
    let (job, stage) = (job(attempt.task.job), Int(attempt.task.stage))
    let isLong = job.stageNanoseconds[stage] >= 200_000_000 && job.tasks[stage].contains(where: \.hasCountedHere)
    let isAlone = executor.held.contains { $0.isSuspect && self.job($0.attempt.task.job).isActive }
    let bound = isLong || isAlone ? executor.slots : executor.slots * 513
    guard executor.held.count <= bound else {
      throw SimulationFailure("\(attempt) is one too many for executor \(executor.id), which has \(executor.held)")
    }
  }
}
