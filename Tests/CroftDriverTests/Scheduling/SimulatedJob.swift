import CroftDriver
import CroftProtocol
import CroftTesting

/// One task of a simulated job: what will go wrong with it, what has happened to it, and what the scheduler must think
/// of it.
struct SimulatedTask {
  enum Fate: UInt8 {
    case succeeds
    case failsTwice
    case failsAlways
    case killsItsExecutor
    case findsAnotherLineage
    case findsNoRoom
    case readsNonsense
    /// The first two attempts never end, unless they are stopped.
    case hangsTwice
    /// The first attempt never ends, whatever it is told.
    case hangsOnceForGood
    case needsMoreMemory
    /// Its command needs four times the usual memory.
    case needsMoreForItsCommand
  }

  var fate = Fate.succeeds
  /// Its input is in the cache, should it not have been computed.
  var isCached = false

  // What has happened, one bit for each attempt number.
  var begun: UInt64 = 0
  var written: UInt64 = 0
  var destroyed: UInt64 = 0

  /// An executor that was wanted back has handed it back, so its holders are not waited for.
  var wasDisplaced = false

  // What the scheduler must think.
  var handedOut: UInt64 = 0
  /// The attempts that were sent and are waited for.
  var live: UInt64 = 0
  var isCounted = false
  /// It is finished without a result.
  var isGivenUp = false
  var hasEverCounted = false
  /// An attempt of this driver has counted, so it is known how long the stage's tasks take.
  var hasCountedHere = false
  /// The attempt that counts.
  var output: UInt16 = 0
  /// Its executor was lost, so nothing may be sent ahead beside it.
  var isSuspect = false
  var notBeforeNanoseconds: UInt64 = 0
  var errors = 0
  var executorLosses = 0
  var outOfMemory = 0
  var timeouts = 0
  var outputLosses = 0
  var memoryBytes = 1
  var commandBytes = 1
  var failedOn: [ExecutorID] = []

  var isDemanding: Bool { memoryBytes > 1 || !failedOn.isEmpty }

  static func bit(_ number: UInt16) throws -> UInt64 {
    guard number < 64 else { throw SimulationFailure("attempt \(number) of one task") }
    return 1 << UInt64(number)
  }
}

/// A job of the simulation, and how it must end.
struct SimulatedJob {
  enum End: Hashable {
    case success
    case failure(JobError.Code)
  }

  let id: JobID
  var shape: JobShape
  let pool: String
  let policy: JobPolicy
  /// How many tasks are finished without a result.
  var failedTasks = 0
  /// How many results are enough.
  let resultsWanted: Int
  /// What every task of a stage takes.
  let stageNanoseconds: [UInt64]
  var tasks: [[SimulatedTask]]
  /// How many tasks of each stage do not count yet.
  var remaining: [Int]
  var isDormant: [Bool]
  var results = 0
  var submittedAtNanoseconds: UInt64?
  /// How many executors had joined when it was submitted.
  var knownExecutors = 0
  /// How it must end, by what has happened so far.
  var dueEnd: End?
  /// How it ended, by the scheduler's word.
  var end: End?

  var isSubmitted: Bool { submittedAtNanoseconds != nil }
  var isActive: Bool { isSubmitted && dueEnd == nil }
  var resultStage: Int { shape.stages.count - 1 }

  func outputs(of stage: Int) -> [UInt16] { tasks[stage].map(\.output) }

  func isReady(_ stage: Int) -> Bool {
    if isDormant[stage] { return false }
    for parent in shape.stages[stage].parents where remaining[parent] > 0 && !isDormant[parent] { return false }
    return true
  }

  /// Whether some input of a stage has not been computed.
  func readsCache(_ stage: Int) -> Bool {
    for parent in shape.stages[stage].parents where remaining[parent] > 0 { return true }
    return false
  }
}

/// What kinds of trouble a schedule has.
struct SimulatedTroubles {
  var hasDeadline: Bool
  var hasCommands = false
  let executorCount: Int
}

extension SimulatedJob {
  /// A job of one to four stages in which every stage is read by a later one.
  static func random(_ id: JobID, _ troubles: SimulatedTroubles, _ random: inout SeededRandom) -> SimulatedJob {
    let stageCount = [1, 1, 2, 2, 2, 3, 4][random.below(7)]
    var parents = Array(repeating: Set<Int>(), count: stageCount)
    for stage in 0..<stageCount - 1 {
      parents[stage + 1 + random.below(stageCount - 1 - stage)].insert(stage)
      if random.isOne(in: 4) { parents[stage + 1].insert(stage) }
    }
    var stages = parents.map { JobShape.Stage(partitionCount: partitionCount(&random), parents: $0.sorted()) }
    let oddity = random.below(8)
    if oddity == 0 { for stage in 0..<stageCount - 1 { stages[stage].isDormant = !random.isOne(in: 3) } }
    if oddity == 1 { addFinished(to: &stages, &random) }
    if oddity <= 2 { addPreferences(to: &stages, troubles.executorCount, &random) }
    let policy = policy(&random)
    var troubles = troubles
    if policy.taskDeadlineNanoseconds != nil { troubles.hasDeadline = true }
    troubles.hasCommands = policy.memory != nil
    if oddity == 1 { addFailed(to: &stages[stageCount - 1], policy.maxFailures, &random) }
    let startsSmall = random.isOne(in: 4)
    let resultCount = stages[stageCount - 1].partitionCount
    let wanted = startsSmall && resultCount > 0 ? 1 + random.below(resultCount) : resultCount
    let isTroubled = random.isOne(in: 2)
    let tasks = stages.enumerated().map { number, stage in
      let failed = stage.finished.keys.sorted().prefix(number == stageCount - 1 ? stage.failedCount : 0)
      return (0..<stage.partitionCount).map { partition in
        var task = SimulatedTask()
        if isTroubled { task.fate = fate(troubles, &random) }
        task.isCached = !random.isOne(in: 4)
        if let attempt = stage.finished[UInt32(partition)] {
          (task.isCounted, task.hasEverCounted, task.output) = (true, true, attempt)
          task.isGivenUp = failed.contains(UInt32(partition))
          (task.written, task.handedOut) = (1 << UInt64(attempt), 2 << UInt64(attempt) - 1)
        }
        return task
      }
    }
    return SimulatedJob(
      id: id,
      shape: JobShape(stages: stages, startsSmall: startsSmall),
      pool: [PoolPolicy.defaultPool, "a", "b"][random.below(3)],
      policy: policy,
      failedTasks: stages[stageCount - 1].failedCount,
      resultsWanted: wanted,
      stageNanoseconds: stages.map { _ in [1000, 60_000, 1_000_000, 400_000_000][random.below(4)] },
      tasks: tasks,
      remaining: tasks.map { $0.count { !$0.isCounted } },
      isDormant: stages.map(\.isDormant),
      results: tasks[stageCount - 1].count { $0.isCounted && !$0.isGivenUp })
  }

  private static func policy(_ random: inout SeededRandom) -> JobPolicy {
    var policy = JobPolicy()
    if random.isOne(in: 4) { policy.priority = random.below(2) }
    if random.isOne(in: 4) { policy.maxRunning = 1 + random.below(3) }
    if random.isOne(in: 4) { policy.taskDeadlineNanoseconds = 1_500_000_000 }
    if random.isOne(in: 4) { policy.memory = TaskMemoryPolicy(bytes: 1) }
    if random.isOne(in: 4) {
      policy.retry = RetryPolicy()
      policy.retry!.maxAttempts = 1 + random.below(3)
      policy.retry!.maxTimeouts = 1 + random.below(4)
    }
    policy.maxFailures = [.none, .none, .upTo(0), .upTo(1), .upTo(2), .unlimited][random.below(6)]
    return policy
  }

  /// Some of what an earlier driver has finished it had given up.
  private static func addFailed(
    to stage: inout JobShape.Stage, _ tolerance: FailureTolerance, _ random: inout SeededRandom
  ) {
    let count = random.below(stage.finished.count + 1)
    if tolerance.allows(count) { stage.failedCount = count }
  }

  private static func addFinished(to stages: inout [JobShape.Stage], _ random: inout SeededRandom) {
    for stage in stages.indices {
      for partition in 0..<stages[stage].partitionCount where random.isOne(in: 2) {
        stages[stage].finished[UInt32(partition)] = UInt16(random.below(4))
      }
    }
  }

  /// Some executors named never come.
  private static func addPreferences(
    to stages: inout [JobShape.Stage], _ executorCount: Int, _ random: inout SeededRandom
  ) {
    for stage in stages.indices {
      for partition in 0..<stages[stage].partitionCount where !random.isOne(in: 3) {
        let holders = (0..<1 + random.below(2)).map { _ in ExecutorID(1 + random.below(executorCount + 1)) }
        stages[stage].preferred[UInt32(partition)] = Set(holders).sorted()
      }
    }
  }

  /// Mostly few, because small jobs reach the odd corners faster; sometimes many.
  private static func partitionCount(_ random: inout SeededRandom) -> Int {
    switch random.below(256) {
    case 0: random.below(61)
    case 1...16: 0
    case 17...26: 4 + random.below(9)
    default: [1, 1, 2, 2, 3][random.below(5)]
    }
  }

  private static func fate(_ troubles: SimulatedTroubles, _ random: inout SeededRandom) -> SimulatedTask.Fate {
    switch random.below(64) {
    case 0: .failsAlways
    case 1: .killsItsExecutor
    case 2: [.findsAnotherLineage, .findsNoRoom, .readsNonsense, .succeeds, .succeeds][random.below(5)]
    case 3...10: .failsTwice
    case 11...12: .needsMoreMemory
    case 17...20: troubles.hasCommands ? .needsMoreForItsCommand : .succeeds
    case 13...16: troubles.hasDeadline ? [.hangsTwice, .hangsOnceForGood][random.below(2)] : .succeeds
    default: .succeeds
    }
  }
}

/// The scheduler broke an invariant.
struct SimulationFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
