import CroftProtocol

// What was sent ahead to one executor and could run on another at once.
extension JobScheduler {
  /// When one of those that take work has a free slot and found nothing, asks the fullest executor for half of what it
  /// can't run yet.
  mutating func balance(_ executors: [ExecutorID], for takers: [ExecutorID], _ now: UInt64) {
    let hungry = takers.filter { seats[$0]!.hasFreeSlot }
    guard !hungry.isEmpty else { return }
    let full = executors.filter { seats[$0]!.excess > 0 }.sorted { seats[$0]!.excess > seats[$1]!.excess }
    guard let fullest = full.first, !seats[fullest]!.isRevoking else { return }
    for executor in full where !seats[executor]!.isRevoking {
      let some = movable(from: executor, to: hungry, now).suffix((seats[executor]!.excess + 1) / 2)
      guard !some.isEmpty else { continue }
      seats[executor]!.isRevoking = true
      actions.append(.revoke(Array(some), on: executor))
      return
    }
  }

  /// What an executor can't run yet, and another may have. Tasks whose input it holds stay with it, unless they
  /// have waited for long and no slot became free.
  private func movable(from executor: ExecutorID, to hungry: [ExecutorID], _ now: UInt64) -> [TaskAttempt] {
    let seat = seats[executor]!
    return seat.ahead.compactMap { outstanding in
      let task = outstanding.attempt.task
      guard !outstanding.isCancelled, let job = index(of: task.job) else { return nil }
      let stage = jobs[job].stages[Int(task.stage)]
      if stage.placement?.holds(executor, task.partition) == true,
        seat.waitEnd(of: outstanding, after: policy.localityWaitNanoseconds) > now
      {
        return nil
      }
      let demand = stage.demand(of: task.partition)
      return hungry.contains { workforce.accepts(demand, on: $0) } ? outstanding.attempt : nil
    }
  }

  // MARK: Waiting for the executors that hold the input

  /// When a task that waits for the holder of its input may next go elsewhere, if somebody has a free slot for it.
  func nextLocalityNanoseconds(_ now: UInt64) -> UInt64? {
    guard jobs.contains(where: { $0.stages.contains { $0.placement != nil } }),
      seats.values.contains(where: { $0.takesWork && $0.hasFreeSlot })
    else { return nil }
    let wait = policy.localityWaitNanoseconds
    var times = seats.values.flatMap { seat in seat.ahead.map { seat.waitEnd(of: $0, after: wait) } }
    for placement in jobs.flatMap({ $0.stages.compactMap(\.placement) }) where placement.count > 0 {
      times += placement.waitingHolders.compactMap { placement.waitEnd(of: $0, after: wait) }
    }
    return times.filter { $0 > now }.min()
  }
}
