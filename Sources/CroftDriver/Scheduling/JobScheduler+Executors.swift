package import CroftProtocol

// Executors that come and go.
extension JobScheduler {
  /// There is an executor, but it has not said hello: it counts, and gets nothing yet.
  ///
  /// - Parameter memoryBytes: what it has. For one that was asked for with `replaceExecutor` it has to be as much as
  ///   that said, also if the executor never starts.
  package mutating func executorGranted(_ id: ExecutorID, slots: Int, memoryBytes: Int) {
    seats[id] = ExecutorSeat(slots: slots, memoryBytes: memoryBytes)
    isWorkforceStale = true
    forgetAwaited(memoryBytes)
  }

  /// The executor has said hello.
  package mutating func executorReady(_ id: ExecutorID) {
    seats[id]?.takesWork = true
    isWorkforceStale = true
  }

  /// The executor's channel has ended, and why is not known yet: it is given nothing more until `executorLost` says.
  package mutating func executorClosing(_ id: ExecutorID) {
    seats[id]?.takesWork = false
    isWorkforceStale = true
  }

  /// Whether the executor holds partitions that jobs may want again. One that does is not given back for being idle.
  package mutating func setHoldsCache(_ holdsCache: Bool, of id: ExecutorID) {
    seats[id]?.holdsCache = holdsCache
  }

  /// There will be no more executors than those that are here; once they are gone, every job fails.
  package mutating func noMoreExecutors(because error: JobError) {
    unavailable = error
    awaitedExecutors = [:]
    isWorkforceStale = true
    // Those that were to make room for larger ones stay.
    seats.updateAll { seat in
      if seat.leavesAtNanoseconds == .max { seat.leavesAtNanoseconds = nil }
      seat.successorMemoryBytes = nil
    }
  }

  /// Executors with more memory than this can't be had: those that were asked for are asked for with less, and tasks
  /// that need more run with as much as there is.
  package mutating func noLargerExecutors(than bytes: Int) {
    largestMemoryBytes = max(min(largestMemoryBytes, bytes), policy.memory.executorBytes)
    isWorkforceStale = true
    actions.removeAll { action in
      if case .replaceExecutor(let bytes) = action { bytes > largestMemoryBytes } else { false }
    }
    keepThoseThatMakeRoom(upTo: largestMemoryBytes)
    for (larger, count) in awaitedExecutors.sorted(by: { $0.key < $1.key }) where larger > largestMemoryBytes {
      awaitedExecutors[larger] = nil
      for _ in 0..<count { askForReplacement(memoryBytes: largestMemoryBytes) }
    }
  }

  /// Executors that were to go for larger ones, which can't be had, stay if they are as large as can be.
  private mutating func keepThoseThatMakeRoom(upTo bytes: Int) {
    seats.updateAll { seat in
      guard let promised = seat.successorMemoryBytes, promised > bytes else { return }
      guard seat.memoryBytes >= bytes else { return seat.successorMemoryBytes = bytes }
      seat.successorMemoryBytes = nil
      if seat.leavesAtNanoseconds == .max { seat.leavesAtNanoseconds = nil }
    }
  }

  /// The executor is gone, and with it what it was doing. What its tasks committed stays.
  package mutating func executorLost(_ id: ExecutorID, reason: String, cause: ExecutorLossCause = .crashed) {
    guard let seat = removeSeat(id) else { return }
    if cause == .released || cause == .reclaimed {
      abandonAttempts(of: seat)
      if cause == .reclaimed { replaceReclaimed(seat) }
      return
    }
    let count = seat.outstanding.all.count { !$0.isCancelled && index(of: $0.attempt.task.job) != nil }
    actions.append(.report(.executorLost(id, reason: reason, tasksToRepeat: count)))
    switch cause {
    case .outOfMemory: repeatWithMoreMemory(seat, id, reason)
    case .crashed, .released, .reclaimed:
      let running = Set(seat.running.map(\.attempt))
      for outstanding in seat.outstanding.all where !outstanding.isCancelled {
        let attempt = outstanding.attempt
        repeatElsewhere(attempt, wasRunning: running.contains(attempt), wasAlone: seat.loner == attempt, id, reason)
      }
      replace(seat, reason)
    }
  }

  /// Ends an executor that can't be used: its tasks run again and are not charged, and another one takes its place.
  mutating func kill(_ id: ExecutorID, reason: String) {
    guard let seat = removeSeat(id) else { return }
    actions.append(.killExecutor(id, reason: reason))
    abandonAttempts(of: seat)
    if jobs.isEmpty { missingExecutors += 1 } else { askForReplacement(memoryBytes: seat.replacementMemoryBytes) }
  }

  mutating func removeSeat(_ id: ExecutorID) -> ExecutorSeat? {
    guard let seat = seats.removeValue(forKey: id) else { return nil }
    isWorkforceStale = true
    loseHolder(id)
    for outstanding in seat.outstanding.all {
      if let job = index(of: outstanding.attempt.task.job) { jobs[job].outstandingCount -= 1 }
    }
    return seat
  }

  /// Nothing waits any longer for an executor because of what it holds.
  mutating func loseHolder(_ id: ExecutorID) {
    for job in jobs.indices {
      for stage in jobs[job].stages.indices where jobs[job].stages[stage].placement != nil {
        jobs[job].stages[stage].loseHolder(id)
      }
    }
  }

  // MARK: What it was doing

  mutating func abandonAttempts(of seat: ExecutorSeat) {
    for outstanding in seat.outstanding.all where !outstanding.isCancelled { abandon(outstanding.attempt) }
  }

  /// Gives up an attempt that is nobody's fault: the task is tried again.
  private mutating func abandon(_ attempt: TaskAttempt) {
    guard let job = index(of: attempt.task.job) else { return }
    let record = jobs[job].stages[Int(attempt.task.stage)].fail(attempt.task.partition, attempt: attempt.number)
    tryAgain(attempt, record)
  }

  /// Only a task that had the executor for itself is condemned with it, unless the policy condemns at the first loss.
  private mutating func repeatElsewhere(
    _ attempt: TaskAttempt, wasRunning: Bool, wasAlone: Bool, _ executor: ExecutorID, _ reason: String
  ) {
    guard let job = index(of: attempt.task.job) else { return }
    let (task, stage, most) = (attempt.task, Int(attempt.task.stage), jobs[job].retry.maxExecutorLosses)
    if wasRunning {
      jobs[job].counters.executorsLost += 1
      jobs[job].stages[stage].failedCount += 1
    }
    let record = jobs[job].stages[stage].fail(task.partition, attempt: attempt.number) {
      guard wasRunning else { return }
      $0.executorLosses = wasAlone || most == 1 ? $0.executorLosses + 1 : min($0.executorLosses + 1, most - 1)
      $0.isOnLastChance = $0.executorLosses == most - 1
    }
    guard record.executorLosses < most else {
      let message = """
        \(task) took \(record.executorLosses) executors with it; the last one, executor \(executor): \(reason)
        """
      return giveUp(attempt, record, .executorsLost, message, .lost(reason))
    }
    tryAgain(attempt, record, asSuspect: true)
  }

  /// What was running needs more memory; the executor in place of this one has it.
  private mutating func repeatWithMoreMemory(_ seat: ExecutorSeat, _ executor: ExecutorID, _ reason: String) {
    let running = Set(seat.running.map(\.attempt))
    var isCharged = false
    for outstanding in seat.outstanding.all where !outstanding.isCancelled {
      let attempt = outstanding.attempt
      guard running.contains(attempt) else {
        abandon(attempt)
        continue
      }
      if index(of: attempt.task.job) != nil { isCharged = true }
      chargeLoss(outOfMemory: attempt, on: executor, seat.memoryBytes, reason)
    }
    guard isCharged, !jobs.isEmpty else { return replace(seat, reason) }
    askForReplacement(memoryBytes: max(policy.memory.grown(from: seat.memoryBytes), seat.replacementMemoryBytes))
  }
}
