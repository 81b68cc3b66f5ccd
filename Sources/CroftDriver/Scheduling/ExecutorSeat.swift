import CroftProtocol

/// What the scheduler knows of one executor.
struct ExecutorSeat {
  let slots: Int
  let memoryBytes: Int
  /// Attempts sent and not answered, in the order sent. An executor begins them in this order.
  private(set) var outstanding = OutstandingAttempts()
  private var definedJobs: Set<JobID> = []
  /// The one that it was sent an attempt of last, which spares most searches.
  private var lastJob: JobID?
  /// The version of each map stage's outputs that it was told last.
  var toldOutputs: [StageKey: Int] = [:]
  /// A `revoke` is under way.
  var isRevoking = false
  /// From its hello until its channel ends. Before, its program could be anything; afterwards, it is as good as lost.
  var takesWork = false
  /// It is wanted back: it gets nothing more, and goes when it has nothing to do, or then at the latest.
  var leavesAtNanoseconds: UInt64?
  /// It goes to make room for one that has so much memory.
  var successorMemoryBytes: Int?
  /// What the one in its place is to have.
  var replacementMemoryBytes: Int { max(memoryBytes, successorMemoryBytes ?? 0) }
  /// Cached partitions would be lost with it.
  var holdsCache = false
  private(set) var completedTasks = 0
  /// What went wrong since its last success.
  private(set) var failures = FailureStreak()
  /// Since when it has had nothing to do.
  var idleSinceNanoseconds: UInt64?
  /// When it last had a slot free, for all that is known.
  private(set) var lastBeganNanoseconds: UInt64 = 0
  /// The suspects among the outstanding. While there is one, nothing is sent ahead.
  private(set) var suspects: Set<TaskAttempt> = []
  /// The one attempt that has this executor for itself, until it is answered.
  private(set) var loner: TaskAttempt?

  struct StageKey: Hashable {
    let job: JobID
    let stage: UInt16
  }

  init(slots: Int, memoryBytes: Int) {
    self.slots = max(slots, 1)
    self.memoryBytes = memoryBytes
  }

  /// Takes attempts, just one if it needs precautions.
  ///
  /// - Parameters:
  ///   - readsCache: whether some stage below theirs is dormant.
  ///   - deadlineNanoseconds: how long each may run.
  ///   - stopGraceNanoseconds: how long each may take to stop.
  /// - Returns: whether they are the first ones of their job here.
  mutating func add(
    _ attempts: AttemptRange, _ standing: TaskStanding, readsCache: Bool, deadlineNanoseconds: UInt64? = nil,
    stopGraceNanoseconds: UInt64? = nil, atNanoseconds now: UInt64
  ) -> Bool {
    for attempt in attempts {
      outstanding.append(
        OutstandingAttempt(
          attempt: attempt, readsCache: readsCache, deadlineNanoseconds: deadlineNanoseconds,
          stopGraceNanoseconds: stopGraceNanoseconds, sentAtNanoseconds: now))
    }
    switch standing {
    case .trusted, .speculative, .displaced: break
    case .suspect: suspects.formUnion(attempts)
    case .onLastChance: loner = attempts.first
    }
    if attempts.job == lastJob { return false }
    lastJob = attempts.job
    return definedJobs.insert(attempts.job).inserted
  }

  mutating func end(_ job: JobID) -> Bool {
    if lastJob == job { lastJob = nil }
    guard definedJobs.remove(job) != nil else { return false }
    outstanding.end(job)
    toldOutputs = toldOutputs.filter { $0.key.job != job }
    return true
  }

  mutating func remove(_ attempt: TaskAttempt) -> OutstandingAttempt? {
    if !suspects.isEmpty { suspects.remove(attempt) }
    if loner == attempt { loner = nil }
    return outstanding.remove(attempt)
  }

  mutating func cancel(_ attempt: TaskAttempt) { outstanding.cancel(attempt) }

  mutating func noteTime(_ now: UInt64) {
    outstanding.noteStops(atNanoseconds: now)
    if outstanding.begin(first: slots, atNanoseconds: now) { lastBeganNanoseconds = now }
    if outstanding.count > 0 || !takesWork {
      idleSinceNanoseconds = nil
    } else if idleSinceNanoseconds == nil {
      idleSinceNanoseconds = now
    }
  }

  /// Takes an attempt out that ended well.
  mutating func succeed(_ attempt: TaskAttempt) -> OutstandingAttempt? {
    guard let outstanding = remove(attempt) else { return nil }
    completedTasks += 1
    failures = FailureStreak()
    return outstanding
  }

  mutating func noteFailure(of task: TaskID, successesSoFar: Int) {
    failures.add(task, successesSoFar: successesSoFar)
  }

  /// When an attempt that it can't run yet has waited there for so long, with no slot becoming free.
  func waitEnd(of outstanding: OutstandingAttempt, after wait: UInt64) -> UInt64 {
    max(outstanding.sentAtNanoseconds, lastBeganNanoseconds) + wait
  }

  /// The attempts that it is running, if it begins one as soon as a slot is free.
  var running: ArraySlice<OutstandingAttempt> { outstanding.all.prefix(slots) }
  /// What it can't run yet.
  var ahead: ArraySlice<OutstandingAttempt> { outstanding.all.dropFirst(slots) }
  var hasFreeSlot: Bool { outstanding.count < slots }
  /// How many attempts it has more than it can run.
  var excess: Int { outstanding.count - slots }
}

/// Failures on one executor, with no success between them.
struct FailureStreak {
  private(set) var count = 0
  private(set) var isOfSeveralTasks = false
  private var firstTask: TaskID?
  /// How many successes there had been, on all executors, when it began.
  private(set) var successesBefore = 0

  mutating func add(_ task: TaskID, successesSoFar: Int) {
    if count == 0 { (firstTask, successesBefore) = (task, successesSoFar) }
    count += 1
    if task != firstTask { isOfSeveralTasks = true }
  }
}
