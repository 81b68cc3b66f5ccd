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
  }

  var fate = Fate.succeeds

  // What has happened, one bit for each attempt number.
  var begun: UInt64 = 0
  var written: UInt64 = 0
  var destroyed: UInt64 = 0

  // What the scheduler must think.
  var handedOut: UInt64 = 0
  /// It was sent to an executor that has not answered.
  var isHeld = false
  var isCounted = false
  /// The attempt that counts.
  var output: UInt16 = 0
  /// Its executor was lost, so nothing may be sent ahead beside it.
  var isSuspect = false
  var notBeforeNanoseconds: UInt64 = 0
  var errors = 0
  var executorLosses = 0
  var outputLosses = 0

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
  let shape: JobShape
  /// How many results are enough.
  let resultsWanted: Int
  /// What every task of a stage takes.
  let stageNanoseconds: [UInt64]
  var tasks: [[SimulatedTask]]
  /// How many tasks of each stage do not count yet.
  var remaining: [Int]
  var results = 0
  var isSubmitted = false
  /// How it must end, by what has happened so far.
  var dueEnd: End?
  /// How it ended, by the scheduler's word.
  var end: End?

  var isActive: Bool { isSubmitted && dueEnd == nil }
  var resultStage: Int { shape.stages.count - 1 }

  func outputs(of stage: Int) -> [UInt16] { tasks[stage].map(\.output) }
}

extension SimulatedJob {
  /// A job of one to four stages in which every stage is read by a later one.
  static func random(_ id: JobID, _ random: inout SeededRandom) -> SimulatedJob {
    let stageCount = 1 + random.below(4)
    var parents = Array(repeating: Set<Int>(), count: stageCount)
    for stage in 0..<stageCount - 1 {
      parents[stage + 1 + random.below(stageCount - 1 - stage)].insert(stage)
      if random.isOne(in: 4) { parents[stage + 1].insert(stage) }
    }
    let stages = parents.map { JobShape.Stage(partitionCount: partitionCount(&random), parents: $0.sorted()) }
    let startsSmall = random.isOne(in: 4)
    let resultCount = stages[stageCount - 1].partitionCount
    let wanted = startsSmall && resultCount > 0 ? 1 + random.below(resultCount) : resultCount
    let troubled = random.isOne(in: 2)
    return SimulatedJob(
      id: id,
      shape: JobShape(stages: stages, startsSmall: startsSmall),
      resultsWanted: wanted,
      stageNanoseconds: stages.map { _ in [1000, 60_000, 1_000_000, 400_000_000][random.below(4)] },
      tasks: stages.map { stage in
        (0..<stage.partitionCount).map { _ in SimulatedTask(fate: troubled ? fate(&random) : .succeeds) }
      },
      remaining: stages.map(\.partitionCount))
  }

  /// Mostly few, because small jobs reach the odd corners faster; sometimes many.
  private static func partitionCount(_ random: inout SeededRandom) -> Int {
    switch random.below(64) {
    case 0: random.below(61)
    case 1...4: 0
    case 5...14: 4 + random.below(9)
    default: 1 + random.below(3)
    }
  }

  private static func fate(_ random: inout SeededRandom) -> SimulatedTask.Fate {
    switch random.below(64) {
    case 0: .failsAlways
    case 1: .killsItsExecutor
    case 2: [.findsAnotherLineage, .findsNoRoom, .succeeds, .succeeds][random.below(4)]
    case 3...10: .failsTwice
    default: .succeeds
    }
  }
}

/// The scheduler broke an invariant.
struct SimulationFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
