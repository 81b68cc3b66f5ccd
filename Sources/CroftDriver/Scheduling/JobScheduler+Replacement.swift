import CroftProtocol

// Executors in place of those that are gone.
extension JobScheduler {
  /// How many executors were asked for and have not come.
  var awaitedCount: Int { awaitedExecutors.values.reduce(0, +) }

  /// Asks for another executor, unless there is no work for it, or the last ones did none: then the next job asks.
  mutating func replace(_ seat: ExecutorSeat, _ reason: String) {
    guard !jobs.isEmpty else { return missingExecutors += 1 }
    uselessExecutors = seat.completedTasks == 0 ? uselessExecutors + 1 : 0
    guard uselessExecutors >= policy.retry.maxUselessExecutors else {
      return askForReplacement(memoryFactor: seat.memoryFactor)
    }
    missingExecutors += 1
    guard seats.isEmpty else { return }
    let message = "\(uselessExecutors) executors in a row ended before they finished a task; the last one: \(reason)"
    failAll(JobError(.executorsLost, message))
  }

  /// Where executors come and go with the work, there are never more than the maximum.
  mutating func askForReplacement(memoryFactor: Int) {
    if let scaling = policy.scaling, seats.count + awaitedCount >= scaling.maximum { return }
    let factor = min(memoryFactor, largestMemoryFactor)
    actions.append(.replaceExecutor(memoryFactor: factor))
    isWorkforceStale = true
    if unavailable == nil { awaitedExecutors[factor, default: 0] += 1 }
  }

  /// A new job is a new attempt at having all executors; where they come and go with the work, it has the least number.
  mutating func askForMissingExecutors() {
    if let scaling = policy.scaling {
      missingExecutors = min(missingExecutors, max(scaling.minimum - seats.count - awaitedCount, 0))
    }
    for _ in 0..<missingExecutors { askForReplacement(memoryFactor: 1) }
    missingExecutors = 0
  }

  mutating func forgetAwaited(_ memoryFactor: Int) {
    guard let count = awaitedExecutors[memoryFactor] else { return }
    awaitedExecutors[memoryFactor] = count > 1 ? count - 1 : nil
  }

  mutating func refreshWorkforceIfNeeded() {
    guard isWorkforceStale else { return }
    isWorkforceStale = false
    workforce.members = zip(seats.ids, seats.values).filter { $1.takesWork }
      .map { Workforce.Member(id: $0, memoryFactor: $1.memoryFactor) }
    let largestSeat = seats.values.map(\.memoryFactor).max() ?? 1
    workforce.largestFactor = min(
      max(largestSeat, awaitedExecutors.keys.max() ?? 1), max(largestMemoryFactor, largestSeat))
  }

  // MARK: Exclusion

  /// Gives up an executor on which task after task fails while others succeed elsewhere.
  mutating func excludeIfUseless(_ executor: ExecutorID, _ kind: TaskFailure.Kind, _ task: TaskID) {
    switch kind {
    case .userError, .environment, .timedOut: break
    case .mapOutputLost, .cachedInputLost, .cancelled, .lineageDiffers, .diskFull, .scratchLimit, .permanent: return
    }
    seats[executor]?.noteFailure(of: task, successesSoFar: successCount)
    guard let failures = seats[executor]?.failures, failures.count >= policy.maxFailedTasksPerExecutor,
      failures.isOfSeveralTasks, successCount > failures.successesBefore
    else { return }
    actions.append(.report(.executorExcluded(executor, failuresInARow: failures.count)))
    kill(executor, reason: "\(failures.count) attempts in a row failed on it, while others succeeded elsewhere")
  }
}
