import CroftProtocol

extension JobScheduler {
  /// How much work an executor is sent ahead: enough for the time in which the driver may not get to run.
  private static let aheadNanoseconds: UInt64 = 2_000_000
  /// Tasks as long as this are not sent ahead at all: fetching the next one costs nothing beside them.
  private static let longTaskNanoseconds: UInt64 = 100_000_000
  /// Bounds what is sent ahead to each slot, so that a sudden long task holds up little.
  private static let mostAhead: UInt64 = 512

  /// Hands out tasks: first those that need an executor for themselves, then one to each free slot, in turn, then some
  /// ahead; but nothing ahead while a suspect waits for a free slot, because then none would ever be free.
  mutating func assign() {
    guard !jobs.isEmpty else { return }
    let executors = seats.keys.filter { seats[$0]!.takesWork }.sorted()
    startLoners(executors)
    let spared = executorToEmpty(executors)
    let takers = executors.filter { $0 != spared && seats[$0]!.loner == nil }
    fillSlots(takers)
    if firstStage(with: .suspect) == nil { sendAhead(takers) }
    balance(executors, for: takers)
  }

  private mutating func startLoners(_ executors: [ExecutorID]) {
    for executor in executors where seats[executor]!.outstanding.count == 0 {
      guard startNext(.onLastChance, on: executor) else { return }
    }
  }

  /// The executor that gets nothing new while a task waits to have one for itself: with plenty of other work, none
  /// would ever be empty otherwise. It is the one with the least to do, so the wait gets shorter with every answer.
  private func executorToEmpty(_ executors: [ExecutorID]) -> ExecutorID? {
    guard firstStage(with: .onLastChance) != nil else { return nil }
    return executors.min { seats[$0]!.outstanding.count < seats[$1]!.outstanding.count }
  }

  private mutating func fillSlots(_ executors: [ExecutorID]) {
    var progressed = true
    while progressed {
      progressed = false
      for executor in executors where seats[executor]!.outstanding.count < seats[executor]!.slots {
        guard startNext(.suspect, on: executor) || startNext(.trusted, on: executor) else { return }
        progressed = true
      }
    }
  }

  /// Only from one stage, because how much to send depends on what its tasks take; and nothing beside a suspect.
  private mutating func sendAhead(_ executors: [ExecutorID]) {
    for executor in executors where seats[executor]!.suspects.isEmpty {
      guard let (job, stage) = firstStage(with: .trusted) else { return }
      var room = roomAhead(on: seats[executor]!, from: jobs[job].stages[stage], executors.count)
      while room > 0, let next = jobs[job].stages[stage].next(.trusted) {
        start(next, .trusted, stage: stage, job: job, on: executor)
        room -= 1
      }
    }
  }

  /// No more than an executor's share of what waits, so that the first one does not take all.
  private func roomAhead(on seat: ExecutorSeat, from stage: StageRun, _ executorCount: Int) -> Int {
    let share = (stage.trustedCount + executorCount - 1) / executorCount
    return min(depth(of: stage, slots: seat.slots) - seat.outstanding.count, share)
  }

  /// How many attempts of a stage an executor should have at once.
  private func depth(of stage: StageRun, slots: Int) -> Int {
    guard let average = stage.averageNanoseconds else { return slots * 2 }
    if average >= Self.longTaskNanoseconds { return slots }
    let ahead = min(Self.aheadNanoseconds / max(average, 1), Self.mostAhead)
    return slots + slots * Int(max(ahead, 1))
  }

  private mutating func startNext(_ standing: TaskStanding, on executor: ExecutorID) -> Bool {
    guard let (job, stage) = firstStage(with: standing), let next = jobs[job].stages[stage].next(standing) else {
      return false
    }
    start(next, standing, stage: stage, job: job, on: executor)
    return true
  }

  /// The first stage of the first job that has tasks of this standing to hand out.
  private func firstStage(with standing: TaskStanding) -> (job: Int, stage: Int)? {
    for job in jobs.indices {
      if let stage = jobs[job].firstReadyStage(with: standing) { return (job, stage) }
    }
    return nil
  }

  private mutating func start(
    _ next: (partition: UInt32, attempt: Int), _ standing: TaskStanding, stage: Int, job: Int,
    on executor: ExecutorID
  ) {
    let id = jobs[job].id
    if seats[executor]!.definedJobs.insert(id).inserted { actions.append(.define(id, on: executor)) }
    for parent in jobs[job].stages[stage].parents { tellOutputs(of: parent, job: job, to: executor) }
    let task = TaskID(job: id, stage: stage, partition: Int(next.partition))
    let attempt = TaskAttempt(task: task, number: next.attempt)
    seats[executor]!.add(attempt, standing)
    actions.append(.run(attempt, on: executor))
  }

  private mutating func tellOutputs(of stage: Int, job: Int, to executor: ExecutorID) {
    let run = jobs[job].stages[stage]
    let key = ExecutorSeat.StageKey(job: jobs[job].id, stage: UInt16(stage))
    guard seats[executor]!.toldOutputs[key] != run.outputsVersion else { return }
    seats[executor]!.toldOutputs[key] = run.outputsVersion
    actions.append(.sendMapOutputs(MapOutputs(job: key.job, stage: stage, attempts: run.outputs), to: executor))
  }

  /// When nothing waits but one of those that take work has a free slot, asks the fullest executor for half of what it
  /// can't run yet.
  private mutating func balance(_ executors: [ExecutorID], for takers: [ExecutorID]) {
    guard firstStage(with: .trusted) == nil,
      takers.contains(where: { seats[$0]!.outstanding.count < seats[$0]!.slots })
    else { return }
    let fullest = executors.max { excess($0) < excess($1) }
    guard let fullest, excess(fullest) > 0, !seats[fullest]!.isRevoking else { return }
    let some = seats[fullest]!.outstanding.all.suffix((excess(fullest) + 1) / 2)
    seats[fullest]!.isRevoking = true
    actions.append(.revoke(Array(some), on: fullest))
  }

  private func excess(_ executor: ExecutorID) -> Int { seats[executor]!.outstanding.count - seats[executor]!.slots }
}
