import CroftProtocol

// Tasks that need more memory than they had.
extension JobScheduler {
  // MARK: The executor ran out of memory

  /// - Parameter bytes: what the executor had that was lost.
  mutating func chargeLoss(
    outOfMemory attempt: TaskAttempt, on executor: ExecutorID, _ bytes: Int, _ reason: String
  ) {
    guard let job = index(of: attempt.task.job) else { return }
    let (task, stage) = (attempt.task, Int(attempt.task.stage))
    noteOutOfMemory(attempt, job)
    let larger = policy.memory.grown(from: bytes)
    let record = jobs[job].stages[stage].fail(task.partition, attempt: attempt.number) {
      $0.outOfMemory += 1
      $0.demand.memoryBytes = max($0.demand.memoryBytes, larger)
    }
    guard record.outOfMemory < jobs[job].retry.maxOutOfMemory else {
      let message = """
        \(task) ran out of memory \(record.outOfMemory) times, the last time on executor \(executor) with \
        \(policy.memory.times(bytes)) times the usual memory: \(reason). Use more and smaller partitions, or give \
        executors more memory
        """
      return giveUp(attempt, record, .outOfMemory, message, .outOfMemory(reason))
    }
    if tryAgain(attempt, record) {
      let bytes = record.demand.memoryBytes
      actions.append(.report(.retryingWithMoreMemory(attempt, on: executor, memoryBytes: bytes)))
    }
  }

  private mutating func noteOutOfMemory(_ attempt: TaskAttempt, _ job: Int) {
    jobs[job].counters.outOfMemory += 1
    jobs[job].stages[Int(attempt.task.stage)].failedCount += 1
  }

  // MARK: The task's command ran out of memory

  /// Tries a task again with more memory, whose command had too little; its executor goes on.
  mutating func retryWithMoreMemory(_ attempt: TaskAttempt, on executor: ExecutorID, _ failure: TaskFailure) {
    guard let job = index(of: attempt.task.job) else { return }
    let (task, stage, memory) = (attempt.task, Int(attempt.task.stage), jobs[job].policy.memory)
    jobs[job].counters.outOfMemory += 1
    let larger = memory.map { $0.grown(from: memoryBytes(of: task, job) ?? $0.bytes) }
    let record = jobs[job].stages[stage].fail(task.partition, attempt: attempt.number) {
      $0.outOfMemory += 1
      guard let larger, let memory else { return }
      $0.memoryBytes = max($0.memoryBytes, larger)
      let needed = memory.executorBytes(for: $0.memoryBytes)
      if needed > policy.memory.executorBytes { $0.demand.memoryBytes = max($0.demand.memoryBytes, needed) }
    }
    guard record.outOfMemory < jobs[job].retry.maxOutOfMemory else {
      let message = """
        \(task) ran out of memory \(record.outOfMemory) times, the last time in attempt \(attempt.number) on executor \
        \(executor): \(failure.message). Give tasks more memory at first, or let it grow further
        """
      return giveUp(attempt, record, .outOfMemory, message, failure)
    }
    guard tryAgain(attempt, record) else { return }
    actions.append(
      .report(.retryingCommandWithMoreMemory(attempt, on: executor, memoryBytes: memoryBytes(of: task, job))))
    haveExecutor(of: record.demand.memoryBytes)
  }

  /// What the command of a task may have; nil for what there is.
  func memoryBytes(of task: TaskID, _ job: Int) -> Int? {
    guard let memory = jobs[job].policy.memory else { return nil }
    return max(jobs[job].stages[Int(task.stage)].records[task.partition]?.memoryBytes ?? 0, memory.bytes)
  }

  // MARK: A larger executor

  /// Sees to it that there will be an executor with so much memory, if there can be: one more where executors come and
  /// go with the work and there may be more of them; else in place of the one with the least to do, once that has
  /// nothing to do.
  private mutating func haveExecutor(of memoryBytes: Int) {
    let bytes = min(memoryBytes, largestMemoryBytes)
    let promised = seats.values.compactMap(\.successorMemoryBytes).max() ?? 0
    let largest = max(seats.values.map(\.memoryBytes).max() ?? 0, awaitedExecutors.keys.max() ?? 0, promised)
    guard unavailable == nil, bytes > max(largest, policy.memory.executorBytes) else { return }
    if let scaling = policy.scaling, seats.count + awaitedCount < scaling.maximum {
      awaitedExecutors[bytes, default: 0] += 1
      isWorkforceStale = true
      return actions.append(.requestExecutors(count: 1, memoryBytes: bytes))
    }
    let stayers = seats.ids.filter { seats[$0]!.leavesAtNanoseconds == nil }
    guard let executor = stayers.min(by: { seats[$0]!.outstanding.count < seats[$1]!.outstanding.count }) else {
      return
    }
    seats[executor]!.successorMemoryBytes = bytes
    leave(executor, atNanoseconds: .max)
    actions.append(.report(.makingRoom(executor, memoryBytes: bytes, tasks: seats[executor]!.running.count)))
  }
}

extension TaskFailure {
  /// What a driver says of an attempt that ended with its executor.
  static func lost(_ reason: String) -> TaskFailure {
    TaskFailure(kind: .environment, errorType: "ExecutorLost", message: reason)
  }

  static func outOfMemory(_ reason: String) -> TaskFailure {
    TaskFailure(kind: .outOfMemory, errorType: "OutOfMemory", message: reason)
  }
}
