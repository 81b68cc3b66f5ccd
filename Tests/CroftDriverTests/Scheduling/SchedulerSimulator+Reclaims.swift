import CroftDriver
import CroftProtocol
import CroftTesting

// Executors that the manager wants back.
extension SchedulerSimulator {
  /// The manager wants back some executors, or fewer than before.
  mutating func wantExecutorsBack() {
    let present = executors.indices.filter { !executors[$0].isLost }
    let cached = present.map { _ in random.below(3) }
    let (count, seconds) = (random.below(present.count + 1), UInt64(random.below(5)))
    trace?.append("\(count) executors are wanted back within \(seconds) s")
    let deadline = nowNanoseconds + seconds * 1_000_000_000
    let candidates = zip(present, cached).map {
      ReclaimCandidate(id: executors[$0].id, cachedPartitions: $1)
    }
    scheduler.reclaim(count, among: candidates, deadlineNanoseconds: deadline)
    let order = zip(present, cached).sorted { one, other in
      let (held, otherHeld) = (executors[one.0].held.count, executors[other.0].held.count)
      if (held == 0) != (otherHeld == 0) { return held == 0 }
      if one.1 != other.1 { return one.1 < other.1 }
      return held == otherHeld ? one.0 > other.0 : held < otherHeld
    }
    for (place, (index, _)) in order.enumerated() {
      if place < count {
        executors[index].leavesAtNanoseconds = deadline - min(deadline, 2_000_000_000)
        executors[index].wasLeaving = true
      } else if executors[index].leavesAtNanoseconds != nil {
        executors[index].leavesAtNanoseconds = nil
        seen.insert(.leavingExecutorKept)
      }
    }
  }

  /// The manager takes one itself.
  mutating func takeExecutor(_ index: Int) {
    kill(index)
    lose(index, .reclaimed)
  }

  /// An executor that is wanted back goes when it has nothing to do, or has no more time.
  mutating func releaseReclaimed(_ index: Int) throws {
    let end = executors[index].leavesAtNanoseconds ?? .max
    guard executors[index].held.isEmpty || end <= nowNanoseconds else {
      throw SimulationFailure("executor \(index + 1) goes too early: it runs \(executors[index].held)")
    }
    if executors[index].isMakingRoom {
      seen.insert(.executorMadeRoomForALargerOne)
    } else {
      seen.insert(executors[index].held.isEmpty ? .idleExecutorGivenBack : .busyExecutorGivenBack)
    }
    executors[index].isAlive = false
    _ = accountLoss(of: index, .reclaimed)
    replaceReclaimed(executors[index])
    failTheStranded()
  }

  mutating func replaceReclaimed(_ executor: SimulatedExecutor) {
    if executor.isMakingRoom, jobs.contains(where: \.isActive) { return askForReplacement() }
    if let scaling = policy.scaling, farmSize >= scaling.minimum { return }
    if jobs.contains(where: \.isActive) { askForReplacement() } else { missingExecutors += 1 }
  }

  func expectNobodyLate() throws {
    for executor in executors where !executor.isLost {
      guard executor.leavesAtNanoseconds != nil || executor.isMakingRoom else { continue }
      let end = executor.leavesAtNanoseconds ?? .max
      guard !executor.held.isEmpty, end > nowNanoseconds else {
        throw SimulationFailure("executor \(executor.id) should have gone by now")
      }
    }
  }

  /// An executor is to go for a larger one: some task needs more than any executor has or will have.
  mutating func makeRoom(_ executor: ExecutorID, _ bytes: Int) throws {
    let index = executor.rawValue - 1
    guard executors[index].isOpen || executors[index].isClosing, isNeeded(bytes) else {
      throw SimulationFailure("executor \(executor) is to go for one of \(bytes), for no reason")
    }
    executors[index].successorMemoryBytes = bytes
    executors[index].wasLeaving = true
  }

  /// Whether some task needs an executor of so much memory, for itself or its command, which none has, and none on its
  /// way.
  func isNeeded(_ memoryBytes: Int) -> Bool {
    let others = executors.filter { !$0.isLost }.map(\.memoryBytes) + awaitedExecutors
    let tasks = jobs.lazy.filter(\.isActive).flatMap { $0.tasks.joined() }
    let needed = tasks.map { max($0.commandBytes, $0.memoryBytes) }.max() ?? 0
    return unavailable == nil && memoryBytes <= min(needed, largestMemoryBytes)
      && others.allSatisfy { $0 < memoryBytes }
  }
}
