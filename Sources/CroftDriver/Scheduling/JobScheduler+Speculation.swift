import CroftProtocol

// Second attempts of slow tasks, as Spark starts them.
extension JobScheduler {
  /// Marks the tasks that have been running for much longer than their stage's others took.
  mutating func findSlowTasks(_ now: UInt64) {
    guard let speculation = policy.speculation, !jobs.isEmpty else { return }
    if let last = lastSpeculationNanoseconds, now < last + speculation.intervalNanoseconds { return }
    lastSpeculationNanoseconds = now
    for candidate in speculationCandidates(speculation) where candidate.slowAtNanoseconds <= now {
      let (attempt, stage) = (candidate.attempt, Int(candidate.attempt.task.stage))
      guard let job = index(of: attempt.task.job) else { continue }
      jobs[job].stages[stage].slow.append(attempt.task.partition)
      jobs[job].stages[stage].copies[attempt.task.partition] = [
        .init(number: attempt.number, executor: candidate.executor)
      ]
    }
  }

  /// When the next running task becomes a slow one.
  var nextSpeculationNanoseconds: UInt64? {
    guard let speculation = policy.speculation,
      let due = speculationCandidates(speculation).map(\.slowAtNanoseconds).min()
    else { return nil }
    return max(due, (lastSpeculationNanoseconds ?? 0) + speculation.intervalNanoseconds)
  }

  private struct Candidate {
    let executor: ExecutorID
    let attempt: TaskAttempt
    let slowAtNanoseconds: UInt64
  }

  /// The running attempts that are the only one of their task, where enough of the stage is done to say what is slow.
  /// A task that needs an executor for itself has but one.
  private func speculationCandidates(_ speculation: SpeculationPolicy) -> [Candidate] {
    let limits = jobs.map { job in job.stages.map { $0.slowNanoseconds(speculation) } }
    guard limits.contains(where: { $0.contains { $0 != nil } }) else { return [] }
    var candidates: [Candidate] = []
    for executor in seats.ids {
      for outstanding in seats[executor]!.running where !outstanding.isCancelled {
        let task = outstanding.attempt.task
        guard let began = outstanding.beganAtNanoseconds, let job = index(of: task.job),
          let limit = limits[job][Int(task.stage)], jobs[job].stages[Int(task.stage)].mayBeCopied(task.partition)
        else { continue }
        candidates.append(
          Candidate(executor: executor, attempt: outstanding.attempt, slowAtNanoseconds: began + limit))
      }
    }
    return candidates
  }
}

extension StageRun {
  /// How long a task runs before it counts as slow; nil while too few are done to say.
  func slowNanoseconds(_ speculation: SpeculationPolicy) -> UInt64? {
    let needed = max(Int(speculation.quantile * Double(partitionCount)), 1)
    guard partitionCount > 1, remaining > 0, durations.total >= needed, let median = durations.median else {
      return nil
    }
    return max(UInt64(Double(median) * speculation.multiplier), speculation.minimumRuntimeNanoseconds)
  }

  func mayBeCopied(_ partition: UInt32) -> Bool {
    copies[partition] == nil && records[partition]?.isOnLastChance != true
  }
}
