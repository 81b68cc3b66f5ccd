import CroftDriver
import CroftProtocol

/// An attempt that the driver waits for, by the simulation's account.
struct HeldAttempt {
  let attempt: TaskAttempt
  let sentAtNanoseconds: UInt64
  /// It was sent while some input of its stage had not been computed.
  let readsCache: Bool
  /// Nothing may be sent ahead beside it.
  let isSuspect: Bool
  /// It has the executor for itself.
  let isAlone: Bool
  /// How long it may run.
  let deadlineNanoseconds: UInt64?
  /// It was to be stopped: the answer does not matter.
  var isCancelled = false
}

/// An executor that obeys the protocol, with the two pipes between it and the driver.
struct SimulatedExecutor {
  let id: ExecutorID
  let slots: Int
  let memoryBytes: Int
  /// On the way to it, in order.
  var inbox: [SchedulerAction] = []
  /// On the way to the driver, in order.
  var outbox: [ExecutorFrame] = []
  var isAlive = true
  /// The driver knows that its channel has ended.
  var isClosing = false
  /// It is wanted back, and goes by then.
  var leavesAtNanoseconds: UInt64?
  /// It goes as soon as it has nothing to do, for one to come that has so much memory.
  var successorMemoryBytes: Int?
  var isMakingRoom: Bool { successorMemoryBytes != nil }
  /// It was wanted back at some time, so nothing waits for what it holds.
  var wasLeaving = false
  /// The driver counts on it no more.
  var isLost = false
  /// It died for want of memory.
  var isOutOfMemory = false

  // What it knows.
  private(set) var definedJobs: Set<JobID> = []
  private(set) var outputs: [MapOutputs] = []
  private(set) var queue: [TaskAttempt] = []
  var running: [TaskAttempt] = []
  /// What the command of each attempt may have.
  private(set) var commandBytes: [TaskAttempt: Int] = [:]
  /// Those of the running that it was told to stop.
  var stopping: [TaskAttempt] = []

  // What the scheduler must know of it.
  var held: [HeldAttempt] = []
  var toldJobs: Set<JobID> = []
  var toldOutputs: [MapOutputs] = []
  var completedTasks = 0
  var failuresInARow = 0
  var failedTasks: Set<TaskID> = []
  var successesBeforeFailures = 0
  /// It failed too often, and must be given up.
  var isDueToBeExcluded = false

  init(id: ExecutorID, slots: Int, memoryBytes: Int) {
    self.id = id
    self.slots = slots
    self.memoryBytes = memoryBytes
  }

  /// Whether it may be given work.
  var isOpen: Bool { isReachable && leavesAtNanoseconds == nil && !isMakingRoom }

  /// Whether messages to it go anywhere.
  var isReachable: Bool { !isLost && !isClosing }

  /// What can happen to it next.
  struct Doings: OptionSet {
    let rawValue: UInt8
    static let receives = Doings(rawValue: 1)
    static let runs = Doings(rawValue: 2)
    static let answers = Doings(rawValue: 4)
    static let closes = Doings(rawValue: 8)
    static let vanishes = Doings(rawValue: 16)
  }

  var doings: Doings {
    var doings: Doings = []
    if isAlive, !inbox.isEmpty { doings.insert(.receives) }
    if isAlive, !running.isEmpty { doings.insert(.runs) }
    if !outbox.isEmpty { doings.insert(.answers) }
    guard !isLost else { return doings }
    if !isAlive, !isClosing, outbox.isEmpty { doings.insert(.closes) }
    if !isAlive || isClosing { doings.insert(.vanishes) }
    return doings
  }

  /// Takes the next message from the driver.
  mutating func receive() throws {
    switch inbox.removeFirst() {
    case .define(let job, _): definedJobs.insert(job)
    case .sendMapOutputs(let told, _): outputs.replace(with: told)
    case .run(let attempts, _, let memoryBytes):
      if let memoryBytes { for attempt in attempts { commandBytes[attempt] = memoryBytes } }
      guard definedJobs.contains(attempts.job) else {
        throw SimulationFailure("executor \(id) does not know the job of \(attempts)")
      }
      queue += attempts
    case .revoke(let attempts, _): handBack { attempts.contains($0) }
    case .cancelAttempts(let attempts, _):
      stopping += running.filter(attempts.contains)
      handBack { attempts.contains($0) }
    case .endJob(let job, _):
      definedJobs.remove(job)
      outputs.removeAll { $0.job == job }
      handBack { $0.task.job == job }
    case let other: throw SimulationFailure("\(other) is not for an executor")
    }
  }

  /// Answers every revoke, also with nothing.
  private mutating func handBack(_ isAsked: (TaskAttempt) -> Bool) {
    let asked = queue.filter(isAsked)
    if !asked.isEmpty { queue.removeAll(where: isAsked) }
    outbox.append(.revoked(asked))
  }

  /// Begins the next task, in the order sent, if a slot is free.
  mutating func beginNext() -> TaskAttempt? {
    guard running.count < slots, !queue.isEmpty else { return nil }
    running.append(queue.removeFirst())
    return running.last
  }

  mutating func noteFailure(of task: TaskID, successesSoFar: Int, most: Int) {
    if failuresInARow == 0 { successesBeforeFailures = successesSoFar }
    failuresInARow += 1
    failedTasks.insert(task)
    if failuresInARow >= most, failedTasks.count > 1, successesSoFar > successesBeforeFailures {
      isDueToBeExcluded = true
    }
  }

  mutating func noteSuccess() {
    completedTasks += 1
    failuresInARow = 0
    failedTasks = []
  }
}

extension [MapOutputs] {
  func find(_ stage: Int, of job: JobID) -> [UInt16]? {
    first { $0.job == job && $0.stage == stage }?.attempts
  }

  mutating func replace(with outputs: MapOutputs) {
    removeAll { $0.job == outputs.job && $0.stage == outputs.stage }
    append(outputs)
  }
}
