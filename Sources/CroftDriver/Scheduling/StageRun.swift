import CroftProtocol

/// How far one stage of a running job is. Holds one byte for each task, two more in a map stage, and something for
/// those alone that had trouble, have several attempts or prefer an executor: a job may have millions of tasks.
struct StageRun {
  /// Where a task stands, as one byte.
  enum State: UInt8 {
    /// Never tried, and no executor is preferred for it.
    case fresh
    /// Never tried or to be tried again, on an executor that holds its input. (See `StageRun+Placement.swift`.)
    case placed
    /// To be tried again, now or later.
    case queued
    /// At least one attempt is out.
    case running
    case done
  }

  /// An attempt that is out.
  struct LiveAttempt {
    let number: UInt16
    let executor: ExecutorID
  }

  let partitionCount: Int
  let parents: [Int]
  let isResult: Bool
  /// It does not run, because its readers find their input in the cache.
  var isDormant: Bool
  private(set) var states: [UInt8]
  /// The attempt whose output counts, for each partition of a map stage that is done.
  private(set) var outputs: [UInt16]
  /// Goes up whenever `outputs` is complete again.
  private(set) var outputsVersion = 0
  /// How many tasks are not done.
  private(set) var remaining: Int
  /// Only partitions below this may be tried; grows in a stage that starts small.
  private var window = 0
  /// How many tasks below the window are not done.
  private var remainingInWindow = 0
  /// Every fresh partition is here or further on.
  private var firstFresh = 0
  /// How many tasks below the window are fresh.
  private(set) var freshCount = 0
  private(set) var again = TaskQueue()
  /// To be tried again, with precautions: their executor died, perhaps because of one of them.
  private(set) var suspects = TaskQueue()
  /// To be tried again, each on an executor of its own.
  private(set) var lastChances = TaskQueue()
  var placement: Placement?
  private(set) var records: [UInt32: TaskRecord] = [:]
  /// The attempts of each task that has several out, or is to have.
  var copies: [UInt32: [LiveAttempt]] = [:]
  /// Tasks that a second attempt may be started of.
  var slow: [UInt32] = []
  /// What a task takes, as a moving average.
  private(set) var averageNanoseconds: UInt64?
  /// What a task takes, for speculation; counts nothing without.
  var durations = DurationSketch()
  var failedCount = 0
  private(set) var retriedCount = 0

  init(_ shape: JobShape.Stage, isResult: Bool, startsSmall: Bool, executors: Set<ExecutorID>) {
    partitionCount = shape.partitionCount
    parents = shape.parents
    self.isResult = isResult
    isDormant = shape.isDormant && !isResult
    states = Array(repeating: State.fresh.rawValue, count: shape.partitionCount)
    outputs = isResult ? [] : Array(repeating: 0, count: shape.partitionCount)
    remaining = shape.partitionCount
    placement = Placement(shape.preferred, among: executors, below: shape.partitionCount)
    for (partition, attempt) in shape.finished where partition < shape.partitionCount {
      states[Int(partition)] = State.done.rawValue
      if !isResult { outputs[Int(partition)] = attempt }
      records[partition] = TaskRecord(nextAttempt: Int(attempt) + 1)
      remaining -= 1
    }
    if remaining == 0 { outputsVersion = 1 }
    openWindow(upTo: startsSmall ? min(1, partitionCount) : partitionCount)
    growWindow()
  }

  // MARK: The window

  /// Takes constant time for a stage without finished partitions and preferences.
  private mutating func openWindow(upTo end: Int) {
    freshCount += end - window
    remainingInWindow += end - window
    if !records.isEmpty || placement != nil {
      // The last one is placed first, because the one placed last is handed out first.
      for partition in (window..<end).reversed() {
        if states[partition] == State.done.rawValue {
          freshCount -= 1
          remainingInWindow -= 1
        } else if states[partition] == State.fresh.rawValue, place(UInt32(partition)) {
          freshCount -= 1
        }
      }
    }
    window = end
  }

  private mutating func growWindow() {
    while remainingInWindow == 0, window < partitionCount { openWindow(upTo: min(window * 4, partitionCount)) }
  }

  // MARK: Questions

  var isDone: Bool { remaining == 0 }

  func state(of partition: UInt32) -> State {
    State(rawValue: states[Int(partition)]) ?? .fresh
  }

  mutating func set(_ state: State, of partition: UInt32) { states[Int(partition)] = state.rawValue }

  /// How many tasks could be handed out now, to some executor, without precautions.
  var trustedCount: Int { freshCount + again.count + (placement?.count ?? 0) }

  /// How many tasks wait for a slot.
  var waitingCount: Int { trustedCount + suspects.count + lastChances.count }

  /// Whether its output had counted before, when it is made again.
  func hasCountedBefore(_ partition: UInt32) -> Bool { (records[partition]?.outputLosses ?? 0) > 0 }

  func demand(of partition: UInt32) -> TaskDemand { records[partition]?.demand ?? TaskDemand() }

  // MARK: Changes

  /// Takes fresh tasks that follow one another.
  mutating func popFresh(upTo most: Int) -> Range<UInt32>? {
    guard freshCount > 0, most > 0 else { return nil }
    while states[firstFresh] != State.fresh.rawValue { firstFresh += 1 }
    let first = firstFresh
    repeat {
      firstFresh += 1
    } while firstFresh - first < most && firstFresh < window && states[firstFresh] == State.fresh.rawValue
    freshCount -= firstFresh - first
    return UInt32(first)..<UInt32(firstFresh)
  }

  mutating func popAgain(_ standing: TaskStanding, for executor: ExecutorID, _ workforce: Workforce) -> UInt32? {
    switch standing {
    case .trusted: again.popLast(for: executor, workforce)
    case .suspect: suspects.popLast(for: executor, workforce)
    case .onLastChance: lastChances.popLast(for: executor, workforce)
    case .speculative, .displaced: nil
    }
  }

  /// Notes that an attempt is sent, and returns its number.
  mutating func start(_ partition: UInt32) -> Int {
    set(.running, of: partition)
    return records[partition]?.nextAttempt ?? 0
  }

  /// Notes that the first attempts of fresh tasks are sent.
  mutating func startFresh(_ partitions: Range<UInt32>) { for partition in partitions { set(.running, of: partition) } }

  /// What a success that counts means.
  struct Success {
    let isResult: Bool
    /// Its stage is done with it, and so is the job.
    let isLastOfResult: Bool
    /// No earlier attempt has counted.
    let isFirst: Bool
    /// The task's other attempts that are out.
    let others: [LiveAttempt]
  }

  /// Takes the success of an attempt that is out.
  ///
  /// - Parameter notesDuration: whether somebody will ask for the median.
  mutating func succeed(_ partition: UInt32, attempt: UInt16, nanoseconds: UInt64, notesDuration: Bool) -> Success {
    set(.done, of: partition)
    if !isResult { outputs[Int(partition)] = attempt }
    remaining -= 1
    remainingInWindow -= 1
    if remaining == 0 { outputsVersion += 1 }
    let average = averageNanoseconds ?? nanoseconds
    averageNanoseconds = average - average / 8 + nanoseconds / 8
    if notesDuration { durations.add(nanoseconds) }
    growWindow()
    return Success(
      isResult: isResult, isLastOfResult: isResult && remaining == 0, isFirst: !hasCountedBefore(partition),
      others: copies.isEmpty ? [] : endCopies(of: partition, except: attempt))
  }

  /// Finishes a task of the result that is not done, without one.
  ///
  /// - Returns: whether its stage is done with it, and so is the job.
  mutating func giveUp(_ partition: UInt32) -> Bool {
    copies[partition] = nil
    // If all of a million tasks fail, their records would be most of the driver's memory.
    records[partition] = nil
    set(.done, of: partition)
    remaining -= 1
    remainingInWindow -= 1
    growWindow()
    return remaining == 0
  }

  private mutating func endCopies(of partition: UInt32, except attempt: UInt16) -> [LiveAttempt] {
    guard let live = copies.removeValue(forKey: partition) else { return [] }
    for other in live { raiseNextAttempt(of: partition, above: other.number) }
    return live.filter { $0.number != attempt }
  }

  private mutating func raiseNextAttempt(of partition: UInt32, above number: UInt16) {
    let next = max(records[partition, default: TaskRecord()].nextAttempt, Int(number) + 1)
    records[partition, default: TaskRecord()].nextAttempt = next
  }

  /// Gives a second attempt its number, which is above all others of its task.
  mutating func startCopy(_ partition: UInt32, besides first: LiveAttempt, on executor: ExecutorID) -> Int {
    raiseNextAttempt(of: partition, above: first.number)
    let number = records[partition, default: TaskRecord()].nextAttempt
    raiseNextAttempt(of: partition, above: UInt16(number))
    copies[partition] = [first, LiveAttempt(number: UInt16(number), executor: executor)]
    return number
  }

  /// Takes note of an attempt that did not even begin.
  mutating func putBack(_ partition: UInt32, attempt: UInt16) {
    guard forget(attempt, of: partition) else { return }
    enqueue(partition)
  }

  /// Takes note of an attempt that failed, and returns the task's record. If no other attempt of it is out, the task is
  /// `queued` then, and the caller says what follows.
  mutating func fail(_ partition: UInt32, attempt: UInt16, _ note: (inout TaskRecord) -> Void = { _ in }) -> TaskRecord
  {
    raiseNextAttempt(of: partition, above: attempt)
    var record = records[partition, default: TaskRecord()]
    note(&record)
    records[partition] = record
    _ = forget(attempt, of: partition)
    return record
  }

  /// - Returns: whether it was the last attempt of its task that was out.
  private mutating func forget(_ attempt: UInt16, of partition: UInt32) -> Bool {
    let others = copies.removeValue(forKey: partition)?.filter { $0.number != attempt } ?? []
    guard others.isEmpty else { return false }
    set(.queued, of: partition)
    return true
  }

  /// Has a task tried again, on an executor that holds its input if there is one where it did not fail.
  mutating func tryAgain(_ partition: UInt32, asSuspect: Bool = false) {
    retriedCount += 1
    let isTrusted = !asSuspect && records[partition]?.isOnLastChance != true
    if isTrusted, place(partition) { return }
    enqueue(partition, asSuspect: asSuspect)
  }

  private mutating func enqueue(_ partition: UInt32, asSuspect: Bool = false) {
    let demand = demand(of: partition)
    if records[partition]?.isOnLastChance == true {
      lastChances.append(partition, demand)
    } else if asSuspect {
      suspects.append(partition, demand)
    } else {
      again.append(partition, demand)
    }
  }

  /// Puts a task that no executor is preferred for any more where all find it.
  mutating func displace(_ partition: UInt32) {
    set(.queued, of: partition)
    enqueue(partition)
  }

  /// A done task's output is gone: it has to be made anew.
  ///
  /// - Returns: the task's record; nil if it is under way or done already.
  mutating func loseOutput(_ partition: UInt32, attempt: UInt16) -> TaskRecord? {
    guard state(of: partition) == .done, outputs[Int(partition)] == attempt else { return nil }
    remaining += 1
    remainingInWindow += 1
    return fail(partition, attempt: attempt) { $0.outputLosses += 1 }
  }
}
