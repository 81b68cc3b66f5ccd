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

  /// Tasks that are started together: they follow one another, and their attempts have the same number.
  struct Start {
    let partitions: Range<UInt32>
    let number: Int

    init(_ partitions: Range<UInt32>, number: Int) {
      self.partitions = partitions
      self.number = number
    }

    init(_ partition: UInt32, number: Int) { self.init(partition..<partition + 1, number: number) }
  }

  /// Hands out the next tasks of this standing that the executor may have: one, or several if they are fresh.
  ///
  /// - Parameters:
  ///   - most: how many at most.
  ///   - isFree: whether they go to free slots.
  mutating func next(_ standing: TaskStanding, for taker: Taker, upTo most: Int, isFree: Bool) -> Start? {
    switch standing {
    case .trusted:
      let freeSlotNanoseconds = isFree ? taker.nowNanoseconds : nil
      if let partition = popAgain(.trusted, for: taker.id, taker.workforce)
        ?? popPlaced(for: taker.id, freeSlotNanoseconds: freeSlotNanoseconds)
      {
        return Start(partition, number: start(partition))
      }
      guard let partitions = popFresh(upTo: most) else { return nil }
      startFresh(partitions)
      return Start(partitions, number: 0)
    case .suspect, .onLastChance:
      return popAgain(standing, for: taker.id, taker.workforce).map { Start($0, number: start($0)) }
    case .displaced:
      guard let holder = holderToRelieve(taker) else { return nil }
      return popPlaced(for: holder, freeSlotNanoseconds: nil).map { Start($0, number: start($0)) }
    case .speculative:
      guard let partition = slowTask(for: taker), let first = copies[partition]?.first else { return nil }
      slow.removeAll { $0 == partition }
      return Start(partition, number: startCopy(partition, besides: first, on: taker.id))
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
