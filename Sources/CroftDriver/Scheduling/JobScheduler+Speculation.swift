import CroftProtocol

// Second attempts of slow tasks, as Spark starts them.
extension JobScheduler {
  /// Marks the tasks that have been running for much longer than their stage's others took.
  mutating func findSlowTasks(_ now: UInt64) {
    guard let speculation = policy.speculation, !jobs.isEmpty else { return }
    if let last = lastSpeculationNanoseconds, now < last + speculation.intervalNanoseconds { return }
    lastSpeculationNanoseconds = now
    for (executor, outstanding) in speculationCandidates() {
      let (attempt, stage) = (outstanding.attempt, Int(outstanding.attempt.task.stage))
      guard let job = index(of: attempt.task.job), let due = slowTime(of: outstanding, speculation), due <= now else {
        continue
      }
      jobs[job].stages[stage].slow.append(attempt.task.partition)
      jobs[job].stages[stage].copies[attempt.task.partition] = [.init(number: attempt.number, executor: executor)]
    }
  }

  /// When the next running task becomes a slow one.
  var nextSpeculationNanoseconds: UInt64? {
    guard let speculation = policy.speculation else { return nil }
    let due = speculationCandidates().compactMap { slowTime(of: $0.1, speculation) }.min()
    return due.map { max($0, (lastSpeculationNanoseconds ?? 0) + speculation.intervalNanoseconds) }
  }

  /// The running attempts that are the only one of their task. A task that needs an executor for itself has but one.
  private func speculationCandidates() -> [(ExecutorID, OutstandingAttempt)] {
    seats.sorted { $0.key < $1.key }.flatMap { executor, seat in
      seat.running.filter { outstanding in
        let task = outstanding.attempt.task
        guard !outstanding.isCancelled, let job = index(of: task.job) else { return false }
        let stage = jobs[job].stages[Int(task.stage)]
        return stage.copies[task.partition] == nil && stage.records[task.partition]?.isOnLastChance != true
      }.map { (executor, $0) }
    }
  }

  /// When a running attempt becomes a slow one; nil while too few of its stage are done to say.
  private func slowTime(of outstanding: OutstandingAttempt, _ speculation: SpeculationPolicy) -> UInt64? {
    let task = outstanding.attempt.task
    guard let began = outstanding.beganAtNanoseconds, let job = index(of: task.job) else { return nil }
    let stage = jobs[job].stages[Int(task.stage)]
    let needed = max(Int(speculation.quantile * Double(stage.partitionCount)), 1)
    guard stage.partitionCount > 1, stage.durations.total >= needed, let median = stage.durations.median else {
      return nil
    }
    let limit = max(UInt64(Double(median) * speculation.multiplier), speculation.minimumRuntimeNanoseconds)
    return began + limit
  }
}
