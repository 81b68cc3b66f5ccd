import CroftProtocol

extension StageRun {
  /// Who asks for a task, and when.
  struct Taker {
    let id: ExecutorID
    let workforce: Workforce
    let nowNanoseconds: UInt64
    let localityWaitNanoseconds: UInt64
  }

  /// Whether there is a task of this standing that the executor may have. (May drop what is out of date.)
  mutating func hasTask(_ standing: TaskStanding, for taker: Taker) -> Bool {
    switch standing {
    case .trusted: freshCount > 0 || again.hasTask(for: taker.id, taker.workforce) || hasPlacedTask(for: taker.id)
    case .suspect: suspects.hasTask(for: taker.id, taker.workforce)
    case .onLastChance: lastChances.hasTask(for: taker.id, taker.workforce)
    case .displaced: holderToRelieve(taker) != nil
    case .speculative: slowTask(for: taker) != nil
    }
  }

  /// Hands out the next task of this standing that the executor may have.
  ///
  /// - Parameter isFree: whether it goes to a free slot.
  mutating func next(_ standing: TaskStanding, for taker: Taker, isFree: Bool) -> (partition: UInt32, attempt: Int)? {
    switch standing {
    case .trusted:
      let freeSlotNanoseconds = isFree ? taker.nowNanoseconds : nil
      let partition =
        again.isEmpty && placement == nil
        ? popFresh()
        : popAgain(.trusted, for: taker.id, taker.workforce)
          ?? popPlaced(for: taker.id, freeSlotNanoseconds: freeSlotNanoseconds) ?? popFresh()
      return partition.map { ($0, start($0)) }
    case .suspect, .onLastChance:
      return popAgain(standing, for: taker.id, taker.workforce).map { ($0, start($0)) }
    case .displaced:
      guard let holder = holderToRelieve(taker) else { return nil }
      return popPlaced(for: holder, freeSlotNanoseconds: nil).map { ($0, start($0)) }
    case .speculative:
      guard let partition = slowTask(for: taker), let first = copies[partition]?.first else { return nil }
      slow.removeAll { $0 == partition }
      return (partition, startCopy(partition, besides: first, on: taker.id))
    }
  }

  /// A slow task whose one attempt is on another executor. There are never more slow tasks than slots.
  private mutating func slowTask(for taker: Taker) -> UInt32? {
    slow.removeAll { copies[$0]?.count != 1 }
    return slow.first { partition in
      copies[partition]?.first?.executor != taker.id && taker.workforce.accepts(demand(of: partition), on: taker.id)
    }
  }
}
