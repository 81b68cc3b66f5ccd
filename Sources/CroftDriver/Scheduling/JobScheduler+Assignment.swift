import CroftProtocol

extension JobScheduler {
  /// How much work an executor is sent ahead: enough for the time in which the driver may not get to run.
  private static let aheadNanoseconds: UInt64 = 2_000_000
  /// Tasks as long as this are not sent ahead at all: fetching the next one costs nothing beside them.
  private static let longTaskNanoseconds: UInt64 = 100_000_000
  /// Bounds what is sent ahead to each slot, so that a sudden long task holds up little.
  private static let mostAhead: UInt64 = 512

  /// Hands out tasks: first those that need an executor for themselves, then one to each free slot, in turn, then some
  /// ahead; but nothing ahead where a suspect waits for a free slot, because then none would ever be free.
  mutating func assign(_ now: UInt64) {
    guard !jobs.isEmpty else { return }
    countShares()
    let executors = workforce.members.map(\.id)
    let oddities = findOddities(now)
    if oddities.contains(.lastChances) { startLoners(executors, now) }
    let spared = oddities.contains(.lastChances) ? executorToEmpty(executors, now) : nil
    let takers = executors.filter { $0 != spared && seats[$0]!.loner == nil }
    fillSlots(takers, oddities, now)
    for executor in takers { sendAhead(executor, among: takers.count, now) }
    balance(executors, for: takers, now)
  }

  private func taker(_ executor: ExecutorID, _ now: UInt64) -> StageRun.Taker {
    StageRun.Taker(
      id: executor, workforce: workforce, nowNanoseconds: now,
      localityWaitNanoseconds: policy.localityWaitNanoseconds)
  }

  private mutating func startLoners(_ executors: [ExecutorID], _ now: UInt64) {
    for executor in executors where seats[executor]!.outstanding.count == 0 {
      _ = startNext(.onLastChance, on: executor, now)
    }
  }

  /// The executor that gets nothing new while a task waits to have one for itself: with plenty of other work, none
  /// would ever be empty otherwise. It is the one with the least to do, so the wait gets shorter with every answer.
  private mutating func executorToEmpty(_ executors: [ExecutorID], _ now: UInt64) -> ExecutorID? {
    executors.filter { firstStage(with: .onLastChance, for: taker($0, now)) != nil }
      .min { seats[$0]!.outstanding.count < seats[$1]!.outstanding.count }
  }

  /// What could also run elsewhere, or runs already, comes after all else.
  private mutating func fillSlots(_ executors: [ExecutorID], _ oddities: Oddities, _ now: UInt64) {
    var open = executors
    while !open.isEmpty {
      open.removeAll { executor in
        !seats[executor]!.hasFreeSlot
          || !(oddities.contains(.suspects) && startNext(.suspect, on: executor, now)
            || startNext(.trusted, on: executor, now)
            || oddities.contains(.placed) && startNext(.displaced, on: executor, now)
            || oddities.contains(.slow) && startNext(.speculative, on: executor, now))
      }
    }
  }

  /// Kinds of tasks that most jobs never have, so that nobody looks for them in vain.
  private struct Oddities: OptionSet {
    let rawValue: UInt8
    static let suspects = Oddities(rawValue: 1)
    static let lastChances = Oddities(rawValue: 2)
    static let placed = Oddities(rawValue: 4)
    static let slow = Oddities(rawValue: 8)
  }

  /// Which kinds there are; starts the clocks of those that wait for executors that hold their input.
  private mutating func findOddities(_ now: UInt64) -> Oddities {
    var found: Oddities = []
    for job in jobs.indices {
      for stage in jobs[job].stages.indices {
        if !jobs[job].stages[stage].suspects.isEmpty { found.insert(.suspects) }
        if !jobs[job].stages[stage].lastChances.isEmpty { found.insert(.lastChances) }
        if !jobs[job].stages[stage].slow.isEmpty { found.insert(.slow) }
        guard jobs[job].stages[stage].placement != nil else { continue }
        found.insert(.placed)
        if jobs[job].isReady(stage) { jobs[job].stages[stage].placement?.noteWaits(atNanoseconds: now) }
      }
    }
    return found
  }

  /// Only from one stage, because how much to send depends on what its tasks take; and nothing beside a suspect.
  private mutating func sendAhead(_ executor: ExecutorID, among executorCount: Int, _ now: UInt64) {
    guard seats[executor]!.suspects.isEmpty else { return }
    let taker = taker(executor, now)
    guard let (job, stage) = firstStage(with: .trusted, for: taker),
      firstStage(with: .suspect, for: taker) == nil
    else { return }
    var room = min(roomAhead(on: executor, from: jobs[job].stages[stage], executorCount), jobs[job].room)
    // With shares, whoever is served next may be another.
    let most = sharesFairly ? 1 : room
    while room > 0, let next = jobs[job].stages[stage].next(.trusted, for: taker, upTo: min(most, room), isFree: false)
    {
      start(next, .trusted, stage: stage, job: job, on: executor, now)
      room -= next.partitions.count
      if sharesFairly { return sendAhead(executor, among: executorCount, now) }
    }
  }

  /// No more than an executor's share of what waits, so that the first one does not take all; but all that waits for it
  /// alone.
  private func roomAhead(on executor: ExecutorID, from stage: StageRun, _ executorCount: Int) -> Int {
    let seat = seats[executor]!
    let share = (stage.freshCount + stage.again.count + executorCount - 1) / executorCount
    let own = stage.placement?.queueLength(of: executor) ?? 0
    return min(depth(of: stage, slots: seat.slots) - seat.outstanding.count, share + own)
  }

  /// How many attempts of a stage an executor should have at once.
  private func depth(of stage: StageRun, slots: Int) -> Int {
    guard let average = stage.averageNanoseconds else { return slots * 2 }
    if average >= Self.longTaskNanoseconds { return slots }
    let ahead = min(Self.aheadNanoseconds / max(average, 1), Self.mostAhead)
    return slots + slots * Int(max(ahead, 1))
  }

  private mutating func startNext(_ standing: TaskStanding, on executor: ExecutorID, _ now: UInt64) -> Bool {
    let taker = taker(executor, now)
    guard let (job, stage) = firstStage(with: standing, for: taker),
      let next = jobs[job].stages[stage].next(standing, for: taker, upTo: 1, isFree: true)
    else { return false }
    start(next, standing, stage: stage, job: job, on: executor, now)
    return true
  }

  private mutating func start(
    _ next: StageRun.Start, _ standing: TaskStanding, stage: Int, job: Int, on executor: ExecutorID, _ now: UInt64
  ) {
    let attempts = AttemptRange(job: jobs[job].id, stage: stage, partitions: next.partitions, number: next.number)
    var standing = standing
    if standing == .speculative {
      jobs[job].counters.speculated += 1
      actions.append(.report(.speculating(attempts[attempts.startIndex], on: executor)))
      if jobs[job].stages[stage].records[attempts.startIndex]?.executorLosses ?? 0 > 0 { standing = .suspect }
    }
    let isNew = seats[executor]!.add(
      attempts, standing, readsCache: jobs[job].readsCache(stage), deadlineNanoseconds: deadlineNanoseconds(of: job),
      stopGraceNanoseconds: jobs[job].policy.stopGraceNanoseconds, atNanoseconds: now)
    if isNew { actions.append(.define(attempts.job, on: executor)) }
    for parent in jobs[job].stages[stage].parents { tellOutputs(of: parent, job: job, to: executor) }
    startCount += attempts.count
    jobs[job].noteStart(of: attempts.count, place: startCount)
    // Several are fresh, so what one may have all have.
    let memoryBytes = memoryBytes(of: attempts[attempts.startIndex].task, job)
    actions.append(.run(attempts, on: executor, memoryBytes: memoryBytes))
  }

  /// A dormant stage has no outputs to tell of.
  private mutating func tellOutputs(of stage: Int, job: Int, to executor: ExecutorID) {
    let run = jobs[job].stages[stage]
    let key = ExecutorSeat.StageKey(job: jobs[job].id, stage: UInt16(stage))
    guard run.isDone, seats[executor]!.toldOutputs[key] != run.outputsVersion else { return }
    seats[executor]!.toldOutputs[key] = run.outputsVersion
    actions.append(.sendMapOutputs(MapOutputs(job: key.job, stage: stage, attempts: run.outputs), to: executor))
  }
}
