package import CroftProtocol

// Executors in place of those that are gone.
extension JobScheduler {
  /// How many executors were asked for and have not come.
  var awaitedCount: Int { awaitedExecutors.values.reduce(0, +) }

  /// An executor that was asked for could not be started. With it the manager has withdrawn all that had been asked for
  /// and had not come: they would have failed alike.
  package mutating func executorFailedToStart(_ id: ExecutorID, reason: String) {
    let unsent = unsentRequests
    var withdrawn = awaitedExecutors
    for (bytes, count) in unsent { withdrawn[bytes]? -= count }
    withdrawn = withdrawn.filter { $0.value > 0 }
    // Where executors come and go with the work, the work asks for the others again.
    if policy.scaling == nil { missingExecutors += max(withdrawn.values.reduce(0, +) - 1, 0) }
    awaitedExecutors = unavailable == nil ? unsent : [:]
    isWorkforceStale = true
    actions.append(.report(.executorLost(id, reason: reason, tasksToRepeat: 0)))
    // Which of them it was is not said. A task may wait for the largest, and for none of the others.
    let bytes = withdrawn.keys.max() ?? policy.memory.executorBytes
    replace(ExecutorSeat(slots: 1, memoryBytes: bytes), reason)
  }

  /// The executors that the manager has not been asked for yet, by the memory they are to have: they are among the
  /// actions.
  private var unsentRequests: [Int: Int] {
    var unsent: [Int: Int] = [:]
    for case .replaceExecutor(let bytes) in actions { unsent[bytes, default: 0] += 1 }
    return unsent
  }

  /// Asks for another executor, unless there is no work for it, or the last ones did none: then the next job asks.
  mutating func replace(_ seat: ExecutorSeat, _ reason: String) {
    guard !jobs.isEmpty else { return missingExecutors += 1 }
    uselessExecutors = seat.completedTasks == 0 ? uselessExecutors + 1 : 0
    guard uselessExecutors >= policy.retry.maxUselessExecutors else {
      return askForReplacement(memoryBytes: seat.replacementMemoryBytes)
    }
    missingExecutors += 1
    guard seats.isEmpty else { return }
    let message = "\(uselessExecutors) executors in a row ended before they finished a task; the last one: \(reason)"
    failAll(JobError(.executorsLost, message))
  }

  /// Where executors come and go with the work, there are never more than the maximum.
  mutating func askForReplacement(memoryBytes: Int) {
    if let scaling = policy.scaling, seats.count + awaitedCount >= scaling.maximum { return }
    let bytes = min(memoryBytes, largestMemoryBytes)
    actions.append(.replaceExecutor(memoryBytes: bytes))
    isWorkforceStale = true
    if unavailable == nil { awaitedExecutors[bytes, default: 0] += 1 }
  }

  /// A new job is a new attempt at having all executors; where they come and go with the work, it has the least number.
  mutating func askForMissingExecutors() {
    if let scaling = policy.scaling {
      missingExecutors = min(missingExecutors, max(scaling.minimum - seats.count - awaitedCount, 0))
    }
    for _ in 0..<missingExecutors { askForReplacement(memoryBytes: policy.memory.executorBytes) }
    missingExecutors = 0
  }

  mutating func forgetAwaited(_ memoryBytes: Int) {
    guard let count = awaitedExecutors[memoryBytes] else { return }
    awaitedExecutors[memoryBytes] = count > 1 ? count - 1 : nil
  }

  mutating func refreshWorkforceIfNeeded() {
    guard isWorkforceStale else { return }
    isWorkforceStale = false
    workforce.members = zip(seats.ids, seats.values).filter { $1.takesWork && $1.leavesAtNanoseconds == nil }
      .map { Workforce.Member(id: $0, memoryBytes: $1.memoryBytes) }
    let largestSeat = seats.values.map(\.memoryBytes).max() ?? policy.memory.executorBytes
    let largestPromised = seats.values.compactMap(\.successorMemoryBytes).max() ?? 0
    workforce.largestMemoryBytes = min(
      max(largestSeat, awaitedExecutors.keys.max() ?? 0, largestPromised), max(largestMemoryBytes, largestSeat))
  }

  // MARK: Exclusion

  /// Gives up an executor on which task after task fails while others succeed elsewhere. Where tasks may fail for
  /// good, that is expected of them, and says nothing of executors.
  ///
  /// - Parameter toleratesFailures: of the task's job.
  mutating func excludeIfUseless(
    _ executor: ExecutorID, _ kind: TaskFailure.Kind, _ task: TaskID, toleratesFailures: Bool
  ) {
    switch kind {
    case .userError, .timedOut: if toleratesFailures { return }
    case .environment: break
    case .mapOutputLost, .cachedInputLost, .cancelled, .lineageDiffers, .diskFull, .scratchLimit, .permanent,
      .outOfMemory:
      return
    }
    seats[executor]?.noteFailure(of: task, successesSoFar: successCount)
    guard let failures = seats[executor]?.failures, failures.count >= policy.maxFailedTasksPerExecutor,
      failures.isOfSeveralTasks, successCount > failures.successesBefore
    else { return }
    actions.append(.report(.executorExcluded(executor, failuresInARow: failures.count)))
    kill(executor, reason: "\(failures.count) attempts in a row failed on it, while others succeeded elsewhere")
  }
}
