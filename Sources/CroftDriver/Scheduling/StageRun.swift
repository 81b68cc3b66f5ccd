import CroftProtocol

/// How far one stage of a running job is. Holds one byte for each task, two more in a map stage, and something for
/// those alone that had trouble: a job may have millions of tasks.
struct StageRun {
  /// Where a task stands, as one byte.
  enum State: UInt8 {
    case waiting
    case running
    case done
  }

  let partitionCount: Int
  let parents: [Int]
  let isResult: Bool
  private var states: [UInt8]
  /// The attempt whose output counts, for each partition of a map stage that is done.
  private(set) var outputs: [UInt16]
  /// Goes up whenever `outputs` is complete again.
  private(set) var outputsVersion = 0
  /// How many tasks are not done.
  private(set) var remaining: Int
  /// Every partition from here on has never been tried.
  private var firstFresh = 0
  /// Only partitions below this may be tried; grows in a stage that starts small.
  private var window: Int
  /// To be tried again.
  private var again: [UInt32] = []
  /// To be tried again, with precautions: their executor died, perhaps because of one of them.
  private var suspects: [UInt32] = []
  /// To be tried again, each on an executor of its own.
  private var lastChances: [UInt32] = []
  private var troubles: [UInt32: Troubles] = [:]
  /// What a task takes, as a moving average.
  private(set) var averageNanoseconds: UInt64?

  /// What went wrong with a task so far.
  struct Troubles {
    var attempts = 0
    var errors = 0
    var executorLosses = 0
    var outputLosses = 0
    /// However it comes to be tried again, it has an executor for itself.
    var isOnLastChance = false
  }

  init(_ shape: JobShape.Stage, isResult: Bool, startsSmall: Bool) {
    partitionCount = shape.partitionCount
    parents = shape.parents
    self.isResult = isResult
    states = Array(repeating: State.waiting.rawValue, count: shape.partitionCount)
    outputs = isResult ? [] : Array(repeating: 0, count: shape.partitionCount)
    remaining = shape.partitionCount
    window = startsSmall ? min(1, shape.partitionCount) : shape.partitionCount
    if remaining == 0 { outputsVersion = 1 }
  }

  var isDone: Bool { remaining == 0 }

  /// How many tasks could be handed out now without precautions.
  var trustedCount: Int { window - firstFresh + again.count }

  /// Whether there are tasks of this standing to hand out.
  func hasTasks(_ standing: TaskStanding) -> Bool {
    switch standing {
    case .trusted: trustedCount > 0
    case .suspect: !suspects.isEmpty
    case .onLastChance: !lastChances.isEmpty
    }
  }

  func isDone(_ partition: UInt32) -> Bool { states[Int(partition)] == State.done.rawValue }

  /// The next task of this standing.
  mutating func next(_ standing: TaskStanding) -> (partition: UInt32, attempt: Int)? {
    switch standing {
    case .suspect: return suspects.popLast().map { start($0) }
    case .onLastChance: return lastChances.popLast().map { start($0) }
    case .trusted:
      if let partition = again.popLast() { return start(partition) }
      guard firstFresh < window else { return nil }
      firstFresh += 1
      return start(UInt32(firstFresh - 1))
    }
  }

  private mutating func start(_ partition: UInt32) -> (partition: UInt32, attempt: Int) {
    states[Int(partition)] = State.running.rawValue
    return (partition, troubles[partition]?.attempts ?? 0)
  }

  /// Takes the first success of a task; false for one that came too late to count.
  mutating func succeed(_ partition: UInt32, attempt: UInt16, nanoseconds: UInt64) -> Bool {
    guard states[Int(partition)] == State.running.rawValue else { return false }
    states[Int(partition)] = State.done.rawValue
    if !isResult { outputs[Int(partition)] = attempt }
    remaining -= 1
    if remaining == 0 { outputsVersion += 1 }
    let average = averageNanoseconds ?? nanoseconds
    averageNanoseconds = average - average / 8 + nanoseconds / 8
    if window < partitionCount, partitionCount - remaining == window { window = min(window * 4, partitionCount) }
    return true
  }

  /// Puts a task back that was not even begun.
  mutating func putBack(_ partition: UInt32) {
    guard states[Int(partition)] == State.running.rawValue else { return }
    states[Int(partition)] = State.waiting.rawValue
    tryAgain(partition)
  }

  /// Notes a failed attempt and returns the task's record; the caller decides what follows.
  mutating func fail(_ partition: UInt32, _ note: (inout Troubles) -> Void) -> Troubles {
    states[Int(partition)] = State.waiting.rawValue
    var record = troubles[partition] ?? Troubles()
    record.attempts += 1
    note(&record)
    troubles[partition] = record
    return record
  }

  /// Gives up an attempt that is nobody's fault: the task is tried again.
  mutating func abandon(_ partition: UInt32) {
    _ = fail(partition) { _ in }
    tryAgain(partition)
  }

  /// Puts a task in the queue of its kind.
  mutating func tryAgain(_ partition: UInt32, asSuspect: Bool = false) {
    if troubles[partition]?.isOnLastChance == true {
      lastChances.append(partition)
    } else if asSuspect {
      suspects.append(partition)
    } else {
      again.append(partition)
    }
  }

  /// A done task's output is gone: it has to be made anew.
  ///
  /// - Returns: how often this has happened to the task; nil if it is under way or done already.
  mutating func loseOutput(_ partition: UInt32, attempt: UInt16) -> Int? {
    guard isDone(partition), outputs[Int(partition)] == attempt else { return nil }
    remaining += 1
    let record = fail(partition) { $0.outputLosses += 1 }
    tryAgain(partition)
    return record.outputLosses
  }
}
