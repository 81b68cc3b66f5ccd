import CroftDriver
import CroftProtocol
import CroftTesting

/// A farm with everything that goes wrong on one, decided by a seed: executors die, run out of memory and are replaced,
/// user code fails or hangs, map outputs and cached partitions vanish, messages wait in the pipes for as long as chance
/// likes, jobs are cancelled, executors come and go with the work. No clock, no threads. Beside the scheduler it keeps
/// its own plain account of what must be true, and throws at the first difference.
struct SchedulerSimulator {
  enum Move {
    case receive(Int)
    case finish(Int)
    case deliver(Int)
    case close(Int)
    case declareLost(Int)
    case join
    case refuseExecutor
    case failToStart
    case giveUp
    case submit
    case wake
    case fault
  }

  /// Rare things that the schedules have to come upon, or else they would prove little.
  enum Sight: CaseIterable {
    case missingExecutorsAskedFor
    case jobsGoOnWithTheExecutorsLeft
    case executorEmptiedForATask
    case closingExecutorLost
    case secondAttemptCounted
    case firstAttemptCountedBesideASecond
    case attemptStoppedAtItsDeadline
    case executorKilledBecauseOfADeadline
    case executorExcluded
    case executorReleased
    case idleExecutorGivenBack
    case busyExecutorGivenBack
    case leavingExecutorKept
    case executorsRequested
    case executorNeverStarted
    case taskWithMoreMemory
    case commandWithMoreMemory
    case executorMadeRoomForALargerOne
    case taskGivenUp
    case oneTaskTooManyGivenUp
    case jobWithFailedTasksSucceeded
    case jobKeptFromFreeSlots
    case memoryRefused
    case dormantStageWoken
    case cachedInputFound
    case finishedOutputMadeAnew
    case holderGivenItsTask
    case taskTakenFromItsHolder
  }

  /// More steps than any schedule needs: one that goes on beyond has come into a loop.
  private static let stepLimit = 50_000

  let policy: SchedulerPolicy
  var scheduler: JobScheduler
  var random: SeededRandom
  var jobs: [SimulatedJob]
  private var submittedCount = 0
  /// All that ever joined: executor n is at n - 1.
  var executors: [SimulatedExecutor] = []
  var nowNanoseconds: UInt64 = 0
  var wakeAtNanoseconds: UInt64?
  /// Executors that were asked for and have not joined, by their memory.
  var awaitedExecutors: [Int]
  /// How many more things may go wrong.
  var faultsLeft: Int
  var uselessExecutors = 0
  var successCount = 0
  /// Why no more executors will come, if so.
  var unavailable: JobError.Code?
  var largestMemoryBytes: Int
  /// Executors that the scheduler must ask for with the next job.
  var missingExecutors = 0
  /// What the scheduler must ask for, less what it has asked for.
  var dueReplacements = 0
  /// Executors that were given up and must be killed.
  var dueKills: Set<ExecutorID> = []
  /// Attempts whose task is done, so that they must be stopped.
  var dueStops: Set<TaskAttempt> = []
  /// The last attempts of tasks that were given up, which has to be told.
  var dueExhausted: Set<TaskAttempt> = []
  /// Tasks that one more loss condemns, of all jobs so far.
  var lastChances: Set<TaskID> = []
  /// A job is submitted only when the one before has ended, as most programs do it.
  let isSequential: Bool
  /// Half of the executors die as soon as they have joined.
  let hasPlague: Bool
  var seen: Set<Sight> = []
  var stepCount = 0
  /// What happened, if somebody wants to read it.
  var trace: [String]?
  private var moves: [Move] = []

  init(seed: UInt64, tracing: Bool = false) {
    random = SeededRandom(seed: seed)
    let executorCount = [1, 2, 2, 3, 4][random.below(5)]
    policy = Self.policy(executorCount, &random)
    scheduler = JobScheduler(policy: policy)
    largestMemoryBytes = policy.memory.mostBytes
    let troubles = SimulatedTroubles(
      hasDeadline: policy.taskDeadlineNanoseconds != nil, executorCount: executorCount)
    let jobCount = [1, 1, 1, 1, 1, 1, 2, 3][random.below(8)]
    jobs = []
    for number in 1...jobCount { jobs.append(.random(JobID(UInt32(number)), troubles, &random)) }
    awaitedExecutors = Array(repeating: 1, count: policy.scaling?.minimum ?? executorCount)
    faultsLeft = random.isOne(in: 3) ? 0 : random.below(7)
    isSequential = random.isOne(in: 2)
    hasPlague = random.isOne(in: 16)
    trace = tracing ? [] : nil
  }

  private static func policy(_ executorCount: Int, _ random: inout SeededRandom) -> SchedulerPolicy {
    var policy = SchedulerPolicy()
    if random.isOne(in: 3) { policy.speculation = SpeculationPolicy() }
    if random.isOne(in: 4) { policy.taskDeadlineNanoseconds = 2_000_000_000 }
    if random.isOne(in: 4) { policy.scaling = ScalingPolicy(minimum: random.below(2), maximum: executorCount) }
    if random.isOne(in: 3) { policy.mode = .fair }
    if random.isOne(in: 2) { policy.pools = ["a": PoolPolicy(mode: .fair, weight: 2, minimumShare: 1)] }
    if random.isOne(in: 4) { policy.maxFailedTasksPerExecutor = 2 }
    return policy
  }

  /// Plays until nothing can happen any more.
  mutating func run() throws {
    while let move = try nextMove() ?? nextMoveAfterActions() {
      stepCount += 1
      guard stepCount < Self.stepLimit else { throw SimulationFailure("still going on after \(stepCount) steps") }
      try make(move)
      // Answers come in batches, so the scheduler is not asked after each.
      if random.isOne(in: 3) { try performActions() }
    }
    for job in jobs where job.end == nil { throw SimulationFailure("nothing moves, but job \(job.id) has not ended") }
    try expectEverySeatIsEmpty()
  }

  // MARK: Moves

  /// One of the things that could happen now; nil when there is nothing more.
  private mutating func nextMove() -> Move? {
    moves.removeAll(keepingCapacity: true)
    for index in executors.indices { addMoves(of: index, executors[index].doings) }
    if !awaitedExecutors.isEmpty {
      let fails = policy.scaling != nil && random.isOne(in: 64)
      moves.append(fails ? .failToStart : random.isOne(in: 64) ? .refuseExecutor : .join)
    }
    if submittedCount < jobs.count, !isSequential || !scheduler.hasJobs { moves.append(.submit) }
    // Executors that are idle for a minute mean nothing while a job is under way, which needs no such time.
    if wakeAtNanoseconds != nil, scheduler.hasJobs || moves.isEmpty { moves.append(.wake) }
    if faultsLeft > 0, !moves.isEmpty, random.isOne(in: 8) { return .fault }
    return moves.isEmpty ? nil : moves[random.below(moves.count)]
  }

  private mutating func nextMoveAfterActions() throws -> Move? {
    try performActions()
    return nextMove() ?? (scheduler.executorCount == 0 && scheduler.hasJobs ? .giveUp : nil)
  }

  private mutating func addMoves(of index: Int, _ doings: SimulatedExecutor.Doings) {
    if doings.contains(.receives) { moves.append(.receive(index)) }
    if doings.contains(.runs), canFinish(on: index) { moves.append(.finish(index)) }
    if doings.contains(.answers) { moves.append(.deliver(index)) }
    if doings.contains(.closes) { moves.append(.close(index)) }
    if doings.contains(.vanishes) { moves.append(.declareLost(index)) }
  }

  private mutating func make(_ move: Move) throws {
    trace?.append("\(move)")
    switch move {
    case .receive(let index): try receive(index)
    case .finish(let index): try finishTask(on: index)
    case .deliver(let index):
      for _ in 0..<min(executors[index].outbox.count, 1 + random.below(4)) { try deliverAnswer(from: index) }
    case .close(let index): close(index)
    case .declareLost(let index):
      if executors[index].isClosing { seen.insert(.closingExecutorLost) }
      lose(index, executors[index].isOutOfMemory ? .outOfMemory : .crashed)
    case .join: join()
    case .refuseExecutor: refuseExecutor()
    case .failToStart: failToStart()
    case .giveUp: giveUp()
    case .submit: submit()
    case .wake: wake()
    case .fault: try breakSomething()
    }
  }

  private mutating func join() {
    let factor = awaitedExecutors.removeFirst()
    let executor = SimulatedExecutor(
      id: ExecutorID(executors.count + 1), slots: 1 + random.below(3), memoryBytes: factor)
    executors.append(executor)
    scheduler.executorGranted(executor.id, slots: executor.slots, memoryBytes: factor)
    scheduler.executorReady(executor.id)
    if hasPlague, random.isOne(in: 2) { kill(executors.count - 1) }
  }

  /// A larger one can't be had, which is said; a usual one never comes, which nobody says.
  private mutating func refuseExecutor() {
    if let largest = awaitedExecutors.max(), largest > 1 {
      let refused = awaitedExecutors.count { $0 > largest / 2 }
      awaitedExecutors.removeAll { $0 > largest / 2 }
      largestMemoryBytes = largest / 2
      scheduler.noLargerExecutors(than: largestMemoryBytes)
      keepThoseThatMakeRoom()
      for _ in 0..<refused { askForReplacement() }
      seen.insert(.memoryRefused)
    } else if policy.scaling == nil {
      awaitedExecutors.removeFirst()
    }
  }

  private mutating func submit() {
    let index = submittedCount
    submittedCount += 1
    jobs[index].submittedAtNanoseconds = nowNanoseconds
    jobs[index].knownExecutors = executors.count
    if missingExecutors > 0 { seen.insert(.missingExecutorsAskedFor) }
    if let scaling = policy.scaling { missingExecutors = min(missingExecutors, max(scaling.minimum - farmSize, 0)) }
    for _ in 0..<missingExecutors { askForReplacement() }
    (missingExecutors, uselessExecutors) = (0, 0)
    scheduler.submit(jobs[index].id, jobs[index].shape, pool: jobs[index].pool, policy: jobs[index].policy)
    if jobs[index].remaining[jobs[index].resultStage] == 0 {
      jobs[index].dueEnd = .success
    } else if jobs[index].results >= jobs[index].resultsWanted {
      scheduler.satisfy(jobs[index].id)
      jobs[index].dueEnd = .success
    }
  }

  private mutating func wake() {
    guard let time = wakeAtNanoseconds else { return }
    nowNanoseconds = max(nowNanoseconds, time)
    wakeAtNanoseconds = nil
    scheduler.timerFired(atNanoseconds: nowNanoseconds)
  }

  private mutating func giveUp() {
    scheduler.noMoreExecutors(because: JobError(.noExecutors, "the simulation has no more"))
    unavailable = .noExecutors
  }

  // MARK: The end

  /// A fresh job finds every slot free, and nothing to hinder work being sent ahead.
  private mutating func expectEverySeatIsEmpty() throws {
    for executor in executors where !executor.isLost && !executor.held.isEmpty {
      throw SimulationFailure("executor \(executor.id) never answered \(executor.held)")
    }
    let present = executors.filter { !$0.isLost }
    let probe = JobID(UInt32(jobs.count + 1))
    let partitionCount = 1 + present.reduce(0) { $0 + $1.slots * 2 } * max(present.count, 1)
    scheduler.submit(probe, JobShape(stages: [.init(partitionCount: partitionCount, parents: [])]))
    var started: [ExecutorID: Int] = [:]
    for case .run(let attempts, let executor, _) in scheduler.takeActions(atNanoseconds: nowNanoseconds) {
      started[executor, default: 0] += attempts.count
    }
    for executor in present where started[executor.id] != executor.slots * 2 {
      throw SimulationFailure(
        "executor \(executor.id) of \(executor.slots) slots was given \(started[executor.id] ?? 0) tasks of a fresh job"
      )
    }
  }
}
