import CroftProtocol

/// How long tasks have waited for slots, and what was asked for because of it.
struct Backlog {
  /// When the next executors may be asked for; nil while nothing waits.
  var nextAskNanoseconds: UInt64?
  /// How many to ask for then.
  var nextCount = 1
}

// As many executors as there is work for.
extension JobScheduler {
  mutating func scale(_ now: UInt64) {
    guard let scaling = policy.scaling else { return }
    releaseIdle(scaling, now)
    askForBacklog(scaling, now)
  }

  /// One more, then two more, four more, as long as tasks wait; never more than could run them all at once.
  private mutating func askForBacklog(_ scaling: ScalingPolicy, _ now: UInt64) {
    let present = seats.count + awaitedCount
    let wanted = min(neededExecutors, scaling.maximum)
    guard wanted > present, unavailable == nil, !isAskingFutile else {
      backlog = Backlog()
      return
    }
    // With none at all there is nobody to wait for.
    let due = backlog.nextAskNanoseconds ?? (present == 0 ? now : now + scaling.backlogTimeoutNanoseconds)
    backlog.nextAskNanoseconds = due
    guard due <= now else { return }
    let count = min(backlog.nextCount, wanted - present)
    awaitedExecutors[policy.memory.executorBytes, default: 0] += count
    actions.append(.requestExecutors(count: count, memoryBytes: policy.memory.executorBytes))
    backlog.nextCount *= 2
    backlog.nextAskNanoseconds = now + scaling.backlogTimeoutNanoseconds
  }

  /// The last ones did nothing but end, and there are others: the jobs go on with those.
  private var isAskingFutile: Bool { !seats.isEmpty && uselessExecutors >= policy.retry.maxUselessExecutors }

  /// How many executors would run at once all that is there to run; as many as there are if none waits.
  private var neededExecutors: Int {
    let waiting = jobs.reduce(0) { $0 + $1.waitingCount } + seats.values.reduce(0) { $0 + max($1.excess, 0) }
    guard waiting > 0, !jobs.isEmpty else { return 0 }
    let running = seats.values.reduce(0) { $0 + $1.running.count }
    let slots = seats.values.map(\.slots).max() ?? 1
    return (waiting + running + slots - 1) / slots
  }

  private mutating func releaseIdle(_ scaling: ScalingPolicy, _ now: UInt64) {
    for executor in seats.ids where seats.count > scaling.minimum {
      guard let end = idleEnd(of: seats[executor]!, scaling), end <= now else { continue }
      _ = removeSeat(executor)
      actions.append(.releaseExecutor(executor))
    }
  }

  private func idleEnd(of seat: ExecutorSeat, _ scaling: ScalingPolicy) -> UInt64? {
    guard !seat.holdsCache, let since = seat.idleSinceNanoseconds else { return nil }
    return since + scaling.idleTimeoutNanoseconds
  }

  /// When the number of executors may have to change next.
  var nextScalingNanoseconds: UInt64? {
    guard let scaling = policy.scaling else { return nil }
    let idleEnd =
      seats.count > scaling.minimum ? seats.values.compactMap { self.idleEnd(of: $0, scaling) }.min() : nil
    return [idleEnd, backlog.nextAskNanoseconds].compactMap { $0 }.min()
  }
}
