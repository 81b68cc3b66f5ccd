import CroftDriver
import CroftProtocol
import CroftTesting

/// A farm with everything that goes wrong on one, decided by a seed: executors die and are replaced, user code fails,
/// map outputs vanish, messages wait in the pipes for as long as chance likes, jobs are cancelled. No clock, no
/// threads. Beside the scheduler it keeps its own plain account of what must be true, and throws at the first
/// difference.
struct SchedulerSimulator {
  enum Move {
    case receive(Int)
    case finish(Int)
    case deliver(Int)
    case close(Int)
    case declareLost(Int)
    case join
    case refuseExecutor
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
  }

  /// More steps than any schedule needs: one that goes on beyond has come into a loop.
  private static let stepLimit = 50_000

  let policy = RetryPolicy()
  var scheduler: JobScheduler
  var random: SeededRandom
  var jobs: [SimulatedJob]
  /// All that ever joined: executor n is at n - 1.
  var executors: [SimulatedExecutor] = []
  var nowNanoseconds: UInt64 = 0
  var wakeAtNanoseconds: UInt64?
  /// Executors that were asked for and have not joined.
  var awaitedExecutors: Int
  /// How many more things may go wrong.
  var faultsLeft: Int
  var uselessExecutors = 0
  /// Why no more executors will come, if so.
  var unavailable: JobError.Code?
  /// Executors that the scheduler must ask for with the next job.
  var missingExecutors = 0
  /// What the scheduler must ask for, less what it has asked for.
  var dueReplacements = 0
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

  init(seed: UInt64, tracing: Bool = false) {
    random = SeededRandom(seed: seed)
    scheduler = JobScheduler(policy: policy)
    let jobCount = [1, 1, 1, 2, 2, 3, 4][random.below(7)]
    jobs = []
    for number in 1...jobCount { jobs.append(.random(JobID(UInt32(number)), &random)) }
    awaitedExecutors = 1 + random.below(5)
    faultsLeft = random.isOne(in: 3) ? 0 : random.below(8)
    isSequential = random.isOne(in: 2)
    hasPlague = random.isOne(in: 16)
    trace = tracing ? [] : nil
  }

  /// Plays the whole schedule.
  mutating func run() throws {
    while let move = nextMove() {
      stepCount += 1
      guard stepCount < Self.stepLimit else { throw SimulationFailure("no end after \(stepCount) steps") }
      try make(move)
      try performActions()
    }
    for job in jobs where job.end == nil { throw SimulationFailure("nothing moves, but job \(job.id) has not ended") }
    try expectEverySeatIsEmpty()
  }

  // MARK: Moves

  /// One of the things that could happen now; nil when there is nothing more.
  private mutating func nextMove() -> Move? {
    var moves: [Move] = []
    for (index, executor) in executors.enumerated() {
      if executor.isAlive, !executor.inbox.isEmpty { moves.append(.receive(index)) }
      if executor.isAlive, !executor.running.isEmpty { moves.append(.finish(index)) }
      if !executor.outbox.isEmpty { moves.append(.deliver(index)) }
      guard !executor.isLost else { continue }
      if !executor.isAlive, !executor.isClosing, executor.outbox.isEmpty { moves.append(.close(index)) }
      if !executor.isAlive || executor.isClosing { moves.append(.declareLost(index)) }
    }
    if awaitedExecutors > 0 { moves.append(random.isOne(in: 64) ? .refuseExecutor : .join) }
    if jobs.contains(where: { !$0.isSubmitted }), !isSequential || !scheduler.hasJobs { moves.append(.submit) }
    if wakeAtNanoseconds != nil { moves.append(.wake) }
    if moves.isEmpty, scheduler.executorCount == 0, scheduler.hasJobs { return .giveUp }
    if faultsLeft > 0, !moves.isEmpty, random.isOne(in: 8) { return .fault }
    return moves.isEmpty ? nil : moves[random.below(moves.count)]
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
      lose(index, isExpected: false)
    case .join: join()
    case .refuseExecutor: awaitedExecutors -= 1
    case .giveUp: giveUp()
    case .submit: submit()
    case .wake: wake()
    case .fault: try breakSomething()
    }
  }

  private mutating func join() {
    awaitedExecutors -= 1
    let executor = SimulatedExecutor(id: ExecutorID(executors.count + 1), slots: 1 + random.below(3))
    executors.append(executor)
    scheduler.executorGranted(executor.id, slots: executor.slots)
    scheduler.executorReady(executor.id)
    if hasPlague, random.isOne(in: 2) { kill(executors.count - 1) }
  }

  private mutating func submit() {
    guard let index = jobs.firstIndex(where: { !$0.isSubmitted }) else { return }
    jobs[index].isSubmitted = true
    if missingExecutors > 0 { seen.insert(.missingExecutorsAskedFor) }
    (dueReplacements, missingExecutors, uselessExecutors) = (dueReplacements + missingExecutors, 0, 0)
    scheduler.submit(jobs[index].id, jobs[index].shape)
    if jobs[index].remaining[jobs[index].resultStage] == 0 { jobs[index].dueEnd = .success }
    failTheStranded()
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
    failTheStranded()
  }

  // MARK: The end

  /// A fresh job finds every slot free, and nothing to hinder work being sent ahead.
  private mutating func expectEverySeatIsEmpty() throws {
    for executor in executors where !executor.isLost && !executor.outstanding.isEmpty {
      throw SimulationFailure("executor \(executor.id) never answered \(executor.outstanding)")
    }
    let present = executors.filter { !$0.isLost }
    let probe = JobID(UInt32(jobs.count + 1))
    let partitionCount = 1 + present.reduce(0) { $0 + $1.slots * 2 } * max(present.count, 1)
    scheduler.submit(probe, JobShape(stages: [.init(partitionCount: partitionCount, parents: [])]))
    var started: [ExecutorID: Int] = [:]
    for case .run(_, let executor) in scheduler.takeActions() { started[executor, default: 0] += 1 }
    for executor in present where started[executor.id] != executor.slots * 2 {
      throw SimulationFailure(
        "executor \(executor.id) of \(executor.slots) slots was given \(started[executor.id] ?? 0) tasks of a fresh job"
      )
    }
  }
}
