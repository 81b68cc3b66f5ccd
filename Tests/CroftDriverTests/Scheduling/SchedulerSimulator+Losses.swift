import CroftDriver
import CroftProtocol

// What the loss of an executor must mean.
extension SchedulerSimulator {
  /// The driver stops counting on an executor.
  mutating func lose(_ index: Int, _ cause: ExecutorLossCause) {
    trace?.append("executor \(index + 1) is lost: \(cause)")
    scheduler.executorLost(executors[index].id, reason: "as planned", cause: cause)
    let isCharged = accountLoss(of: index, cause)
    switch cause {
    case .released: break
    case .reclaimed: replaceReclaimed(executors[index])
    case .outOfMemory where isCharged && jobs.contains(where: \.isActive): askForReplacement()
    case .outOfMemory, .crashed: replace(executors[index])
    }
  }

  /// The scheduler gives an executor up at once, and has it killed afterwards.
  mutating func excludeIfDue(_ index: Int) {
    guard executors[index].isDueToBeExcluded else { return }
    seen.insert(.executorExcluded)
    dueKills.insert(executors[index].id)
    give(up: index)
  }

  /// The scheduler has given an executor up.
  mutating func give(up index: Int) {
    executors[index].isAlive = false
    _ = accountLoss(of: index, .released)
    if jobs.contains(where: \.isActive) { askForReplacement() } else { missingExecutors += 1 }
  }

  /// - Returns: whether some task needs more memory now.
  mutating func accountLoss(of index: Int, _ cause: ExecutorLossCause) -> Bool {
    executors[index].isLost = true
    executors[index].isDueToBeExcluded = false
    executors[index].inbox = []
    let lost = executors[index].held
    executors[index].held = []
    var isCharged = false
    for (place, held) in lost.enumerated() where !held.isCancelled {
      let task = held.attempt.task
      self[task].live &= ~(1 << UInt64(held.attempt.number))
      guard jobs[Int(task.job.rawValue) - 1].isActive, !self[task].isGivenUp else { continue }
      self[task].isSuspect = cause == .crashed && self[task].live == 0
      guard place < executors[index].slots else { continue }
      switch cause {
      case .released, .reclaimed: break
      case .crashed: accountCrash(of: held)
      case .outOfMemory:
        isCharged = true
        accountOutOfMemory(of: held.attempt, executors[index].memoryBytes)
      }
    }
    return isCharged
  }

  private mutating func accountCrash(of held: HeldAttempt) {
    let (task, most) = (held.attempt.task, policy.retry.maxExecutorLosses)
    let losses = self[task].executorLosses + 1
    self[task].executorLosses = held.isAlone ? losses : min(losses, most - 1)
    if isOnLastChance(task) { lastChances.insert(task) }
    if self[task].executorLosses == most { giveUp(held.attempt, .executorsLost) }
  }

  private mutating func accountOutOfMemory(of attempt: TaskAttempt, _ factor: Int) {
    let task = attempt.task
    self[task].outOfMemory += 1
    self[task].memoryBytes = min(max(self[task].memoryBytes, factor * 2), policy.memory.mostBytes)
    if self[task].outOfMemory == policy.retry.maxOutOfMemory { giveUp(attempt, .outOfMemory) }
  }

  /// One can't be started, and with it all are withdrawn that were asked for.
  mutating func failToStart() {
    let largest = awaitedExecutors.max() ?? 1
    awaitedExecutors = []
    seen.insert(.executorNeverStarted)
    // Its number is nobody else's.
    let id = ExecutorID(1_000_000)
    scheduler.executorFailedToStart(id, reason: "as planned")
    replace(SimulatedExecutor(id: id, slots: 1, memoryBytes: largest))
  }

  /// Larger ones can't be had, so that those stay that were to go for them, unless they are smaller still.
  mutating func keepThoseThatMakeRoom() {
    for index in executors.indices where (executors[index].successorMemoryBytes ?? 0) > largestMemoryBytes {
      let isSmaller = executors[index].memoryBytes < largestMemoryBytes
      executors[index].successorMemoryBytes = isSmaller ? largestMemoryBytes : nil
    }
  }

  private mutating func replace(_ executor: SimulatedExecutor) {
    guard jobs.contains(where: \.isActive) else { return missingExecutors += 1 }
    uselessExecutors = executor.completedTasks == 0 ? uselessExecutors + 1 : 0
    if uselessExecutors < policy.retry.maxUselessExecutors { return askForReplacement() }
    missingExecutors += 1
    if executors.allSatisfy(\.isLost) {
      failEveryJob(.executorsLost)
    } else {
      seen.insert(.jobsGoOnWithTheExecutorsLeft)
    }
  }

  /// All executors that there are, or will be.
  var farmSize: Int { executors.count { !$0.isLost } + awaitedExecutors.count + dueReplacements }

  mutating func askForReplacement() {
    if let scaling = policy.scaling, farmSize >= scaling.maximum { return }
    dueReplacements += 1
  }

  /// Without an executor, and without one to come, nothing can go on.
  mutating func failTheStranded() {
    guard let unavailable, executors.allSatisfy(\.isLost) else { return }
    for index in jobs.indices where jobs[index].isActive { jobs[index].dueEnd = .failure(unavailable) }
  }

  mutating func failEveryJob(_ code: JobError.Code) {
    for index in jobs.indices where jobs[index].isActive { jobs[index].dueEnd = .failure(code) }
  }
}
