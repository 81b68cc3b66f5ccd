import CroftProtocol

/// Which tasks of a stage wait for which executors, because their cached input is there.
struct Placement {
  private(set) var holders: [UInt32: [ExecutorID]]
  /// The tasks that wait for each holder, the next one last. A task stands in the queue of each of its holders; entries
  /// of those that were taken elsewhere are dropped when they come up.
  private var queues: [ExecutorID: [UInt32]] = [:]
  /// Since when each holder has taken none of those that wait for it.
  private var waitingSince: [ExecutorID: UInt64] = [:]
  /// How many tasks wait for their holders.
  var count = 0

  /// - Returns: nil if no partition has a holder among the executors.
  init?(_ preferred: [UInt32: [ExecutorID]], among executors: Set<ExecutorID>, below partitionCount: Int) {
    holders = [:]
    for (partition, ids) in preferred where partition < partitionCount {
      let present = ids.filter(executors.contains)
      if !present.isEmpty { holders[partition] = present }
    }
    if holders.isEmpty { return nil }
  }

  func holds(_ executor: ExecutorID, _ partition: UInt32) -> Bool {
    holders[partition]?.contains(executor) == true
  }

  func queueLength(of executor: ExecutorID) -> Int { queues[executor]?.count ?? 0 }

  var waitingHolders: [ExecutorID] { queues.keys.sorted() }

  mutating func enqueue(_ partition: UInt32, at executors: [ExecutorID]) {
    for executor in executors { queues[executor, default: []].append(partition) }
    count += 1
  }

  /// The next one in a holder's queue, which is left there.
  mutating func peek(_ executor: ExecutorID, isWaiting: (UInt32) -> Bool) -> UInt32? {
    while let last = queues[executor]?.last {
      if isWaiting(last) { return last }
      queues[executor]?.removeLast()
    }
    queues[executor] = nil
    waitingSince[executor] = nil
    return nil
  }

  mutating func dropLast(of executor: ExecutorID) {
    queues[executor]?.removeLast()
    count -= 1
  }

  /// Starts the clock of a holder anew, because it has taken one.
  mutating func noteTaken(by executor: ExecutorID, atNanoseconds now: UInt64) {
    if waitingSince[executor] != nil { waitingSince[executor] = now }
  }

  /// Starts the clock for those that have begun to wait.
  mutating func noteWaits(atNanoseconds now: UInt64) {
    for executor in queues.keys where waitingSince[executor] == nil { waitingSince[executor] = now }
  }

  /// When the wait for an executor is over; nil if nothing waits for it, or has only begun to.
  func waitEnd(of executor: ExecutorID, after wait: UInt64) -> UInt64? {
    waitingSince[executor].map { $0.addingReportingOverflow(wait) }.map { $0.overflow ? .max : $0.partialValue }
  }

  /// Whether no holder has taken a task for so long that another executor may have this one.
  func mayGoElsewhere(_ partition: UInt32, atNanoseconds now: UInt64, after wait: UInt64) -> Bool {
    (holders[partition] ?? []).allSatisfy { holder in waitEnd(of: holder, after: wait).map { $0 <= now } ?? true }
  }

  mutating func forget(_ partition: UInt32) { holders[partition] = nil }

  /// - Returns: what stood in the executor's queue.
  mutating func remove(_ executor: ExecutorID) -> [UInt32] {
    waitingSince[executor] = nil
    for (partition, ids) in holders where ids.contains(executor) {
      holders[partition] = ids.count == 1 ? nil : ids.filter { $0 != executor }
    }
    return queues.removeValue(forKey: executor) ?? []
  }
}

extension StageRun {
  /// Puts a task into the queues of the executors that hold its input.
  ///
  /// - Returns: false if there is none on which it did not fail.
  mutating func place(_ partition: UInt32) -> Bool {
    guard let holders = placement?.holders[partition] else { return false }
    let demand = demand(of: partition)
    guard demand.memoryBytes == 0 else { return false }
    let willing = holders.filter { !demand.avoided.contains($0) }
    guard !willing.isEmpty else { return false }
    set(.placed, of: partition)
    placement?.enqueue(partition, at: willing)
    return true
  }

  mutating func hasPlacedTask(for executor: ExecutorID) -> Bool {
    guard placement != nil, placement?.queueLength(of: executor) != 0 else { return false }
    return peekPlaced(executor) != nil
  }

  private mutating func peekPlaced(_ executor: ExecutorID) -> UInt32? {
    let states = states
    return placement?.peek(executor) { states[Int($0)] == State.placed.rawValue }
  }

  /// The next task whose input this executor holds.
  ///
  /// - Parameter freeSlotNanoseconds: the time, if it goes to a free slot; nil if it is sent ahead or elsewhere.
  mutating func popPlaced(for executor: ExecutorID, freeSlotNanoseconds: UInt64?) -> UInt32? {
    guard placement != nil, let partition = peekPlaced(executor) else { return nil }
    placement?.dropLast(of: executor)
    if let freeSlotNanoseconds { placement?.noteTaken(by: executor, atNanoseconds: freeSlotNanoseconds) }
    return partition
  }

  /// A holder whose next task may go to the executor that asks, because its holders have taken none for long enough.
  mutating func holderToRelieve(_ taker: Taker) -> ExecutorID? {
    let (now, wait) = (taker.nowNanoseconds, taker.localityWaitNanoseconds)
    for holder in placement?.waitingHolders ?? [] {
      guard let end = placement?.waitEnd(of: holder, after: wait), end <= now, let partition = peekPlaced(holder),
        placement?.mayGoElsewhere(partition, atNanoseconds: now, after: wait) == true,
        taker.workforce.accepts(demand(of: partition), on: taker.id)
      else { continue }
      return holder
    }
    return nil
  }

  /// The executor is gone: what waited for it waits for its other holders, or may go to any executor.
  mutating func loseHolder(_ executor: ExecutorID) {
    guard let waiting = placement?.remove(executor) else { return }
    for partition in waiting where state(of: partition) == .placed {
      placement?.count -= 1
      if !place(partition) { displace(partition) }
    }
  }

  /// The cached input of a task is not where it was.
  mutating func forgetHolders(of partition: UInt32) { placement?.forget(partition) }
}
