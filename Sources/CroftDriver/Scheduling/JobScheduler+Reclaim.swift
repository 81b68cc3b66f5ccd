package import CroftProtocol

/// An executor that may be the one to be given back.
package struct ReclaimCandidate: Sendable {
  package let id: ExecutorID
  /// How many partitions of persisted datasets would be lost with it.
  package let cachedPartitions: Int

  package init(id: ExecutorID, cachedPartitions: Int) {
    self.id = id
    self.cachedPartitions = cachedPartitions
  }
}

// Executors that the manager wants back by a deadline.
extension JobScheduler {
  /// What runs is not waited for any longer so soon before the deadline: releasing takes some time itself, and at the
  /// deadline the manager chooses.
  private static let leadNanoseconds: UInt64 = 2_000_000_000

  /// Gives back executors: they get no more tasks, and go once those that run have ended, or just before the deadline.
  /// Those that have nothing to do go first, then those that hold the fewest cached partitions, run the fewest tasks,
  /// and came last.
  ///
  /// - Parameters:
  ///   - count: how many of the candidates; fewer than at an earlier call take executors back into service.
  ///   - candidates: all executors of the size that is wanted back.
  ///   - deadline: when the manager takes them itself.
  ///   - unhurried: how many of them may take as long as they do all the same: those that go last.
  package mutating func reclaim(
    _ count: Int, among candidates: [ReclaimCandidate], deadlineNanoseconds deadline: UInt64,
    withoutDeadline unhurried: Int = 0
  ) {
    let ranked = candidates.filter { seats[$0.id] != nil }.map { (rank: rank(of: $0), id: $0.id) }
      .sorted { $0.rank.lexicographicallyPrecedes($1.rank) }
    for (place, candidate) in ranked.enumerated() {
      if place < count - unhurried {
        startLeaving(candidate.id, deadline)
      } else if place < count {
        startLeaving(candidate.id, .max)
      } else {
        stay(candidate.id)
      }
    }
  }

  private func rank(of candidate: ReclaimCandidate) -> [Int] {
    let running = seats[candidate.id]!.outstanding.count
    return [min(running, 1), candidate.cachedPartitions, running, -candidate.id.rawValue]
  }

  private mutating func startLeaving(_ executor: ExecutorID, _ deadline: UInt64) {
    let isNews = seats[executor]!.leavesAtNanoseconds == nil
    leave(executor, atNanoseconds: deadline == .max ? .max : deadline - min(deadline, Self.leadNanoseconds))
    guard isNews else { return }
    actions.append(.report(.givingBack(executor, tasks: seats[executor]!.running.count)))
  }

  /// Gives an executor nothing more, and lets it go when it has nothing to do, or at a time.
  ///
  /// - Parameter time: `.max` for however long what it runs takes.
  mutating func leave(_ executor: ExecutorID, atNanoseconds time: UInt64) {
    let isNews = seats[executor]!.leavesAtNanoseconds == nil
    seats[executor]!.leavesAtNanoseconds = time
    guard isNews else { return }
    isWorkforceStale = true
    loseHolder(executor)
  }

  private mutating func stay(_ executor: ExecutorID) {
    guard seats[executor]!.leavesAtNanoseconds != nil else { return }
    guard seats[executor]!.successorMemoryBytes == nil else {
      // It leaves for a larger one, for which there is no deadline.
      return seats[executor]!.leavesAtNanoseconds = .max
    }
    seats[executor]!.leavesAtNanoseconds = nil
    isWorkforceStale = true
    actions.append(.report(.keeping(executor)))
  }

  /// Lets those go that have nothing to do, or no more time; what they were sent ahead is handed back.
  mutating func releaseLeaving(_ now: UInt64) {
    for executor in seats.ids {
      guard let end = seats[executor]!.leavesAtNanoseconds else { continue }
      if seats[executor]!.outstanding.count == 0 || end <= now {
        guard let seat = removeSeat(executor) else { continue }
        actions.append(.releaseExecutor(executor))
        abandonAttempts(of: seat)
        replaceReclaimed(seat)
      } else if !seats[executor]!.isRevoking, seats[executor]!.takesWork {
        handBackAhead(of: executor)
      }
    }
  }

  private mutating func handBackAhead(of executor: ExecutorID) {
    let ahead = seats[executor]!.ahead.filter { !$0.isCancelled }.map(\.attempt)
    guard !ahead.isEmpty else { return }
    seats[executor]!.isRevoking = true
    actions.append(.revoke(ahead, on: executor))
  }

  /// Asks for another executor, which comes when it is this application's turn again: the request waits in the queue
  /// meanwhile. Where executors come and go with the work, only the least number is asked for without it.
  mutating func replaceReclaimed(_ seat: ExecutorSeat) {
    if let bytes = seat.successorMemoryBytes, !jobs.isEmpty { return askForReplacement(memoryBytes: bytes) }
    if let scaling = policy.scaling, seats.count + awaitedCount >= scaling.minimum { return }
    if jobs.isEmpty { missingExecutors += 1 } else { askForReplacement(memoryBytes: seat.memoryBytes) }
  }

  /// When the next one has to go.
  var nextLeaveNanoseconds: UInt64? {
    seats.values.compactMap(\.leavesAtNanoseconds).filter { $0 < .max }.min()
  }
}
