import CroftProtocol

// What applications are asked to give back, and what becomes of it.
extension Allocator {
  /// Asks for what is needed, and no longer for what isn't.
  mutating func settleReclaims() {
    if isStopping {
      for reclaim in reclaims { outbox.reclaims.insert(reclaim.id) }
      reclaims = []
    } else if !reclaims.isEmpty || isAboveLimits || owesMinimum || hasHolders {
      var ledger = ReclaimLedger(self)
      settleLimits(&ledger)
      settleMinimums(&ledger)
      settleHolds(&ledger)
      take(ledger)
    }
    giveNotices()
  }

  /// Makes the ledger's reclaims the allocator's.
  private mutating func take(_ ledger: ReclaimLedger) {
    for reclaim in reclaims where ledger.count(of: reclaim.id) != reclaim.count {
      outbox.reclaims.insert(reclaim.id)
      outbox.notices.append(ReclaimTarget(reclaim))
    }
    reclaims = ledger.kept.sorted { $0.id < $1.id }
    for (purpose, target, count) in ledger.askedTogether {
      let id = nextSequence()
      reclaims.append(
        Reclaim(
          id: id, application: target.application, resources: target.resources, count: count,
          deadline: deadline(for: purpose), purpose: purpose))
      outbox.reclaims.insert(id)
      outbox.notices.append(target)
    }
  }

  private func deadline(for purpose: Reclaim.Purpose) -> Int {
    switch purpose {
    case .minimum: now + max(1, configuration.reclaimSeconds * 1000)
    case .limit: now + max(1, configuration.decommissionSeconds * 1000)
    case .hold: ReclaimNotice.noDeadline
    }
  }

  /// An executor has gone, or is about to: the application owes one less of its size.
  /// - Parameter isKnown: Whether the driver counts it itself, since it gave it back.
  mutating func fulfilReclaim(of id: ApplicationID, _ resources: Resources, isKnown: Bool) {
    let target = ReclaimTarget(application: id, resources: resources)
    let owed = reclaims.indices.filter { ReclaimTarget(reclaims[$0]) == target }
    guard let index = owed.min(by: { reclaims[$0].deadline < reclaims[$1].deadline }) else { return }
    outbox.reclaims.insert(reclaims[index].id)
    // A driver that counts for itself doesn't know whether it was one with a deadline.
    let hasSeveralDeadlines = owed.contains { reclaims[$0].deadline != reclaims[index].deadline }
    reclaims[index].count -= 1
    if reclaims[index].count == 0 { reclaims.remove(at: index) }
    if !isKnown || hasSeveralDeadlines { outbox.notices.append(target) }
  }

  /// Whether executors such as this one are owed by its application, or all of its executors are: it is held.
  func isAskedBack(_ key: ExecutorKey) -> Bool {
    guard let application = applications[key.application], let held = application.executors[key.executor] else {
      return false
    }
    let target = ReclaimTarget(application: key.application, resources: held.resources)
    return application.isHeld || reclaims.contains { ReclaimTarget($0) == target }
  }

  /// Ends the newest executors of those that haven't been given back in time.
  mutating func enforceReclaims() {
    for reclaim in reclaims where reclaim.deadline <= now {
      let held = applications[reclaim.application]?.executors ?? [:]
      let newest = held.filter { $0.value.resources == reclaim.resources && $0.value.state != .ending }.sorted {
        $0.value.sequence > $1.value.sequence
      }
      for (executor, _) in newest.prefix(reclaim.count) {
        end(ExecutorKey(application: reclaim.application, executor: executor), because: .reclaimed)
      }
    }
  }

  /// Repeats what an application owes, for a driver that may not have heard of it.
  mutating func remindOfReclaims(_ id: ApplicationID) {
    outbox.notices += reclaims.filter { $0.application == id }.map { ReclaimTarget($0) }
  }

  /// Tells each application once how many executors of a size it owes in all.
  private mutating func giveNotices() {
    var told: Set<ReclaimTarget> = []
    for target in outbox.notices where told.insert(target).inserted {
      guard let application = applications[target.application], application.isConnected, !application.hasEnded else {
        continue
      }
      let owed = reclaims.filter { ReclaimTarget($0) == target }
      let (held, dated) = (owed.filter { $0.purpose == .hold }, owed.filter { $0.purpose != .hold })
      let withoutDeadline = held.reduce(0) { $0 + $1.count }
      let notice = ReclaimNotice(
        count: withoutDeadline + dated.reduce(0) { $0 + $1.count }, resources: target.resources,
        deadline: owed.map(\.deadline).min() ?? now, reason: Self.reason(for: owed),
        withoutDeadline: dated.isEmpty || held.isEmpty ? nil : withoutDeadline)
      report(.reclaim(notice), to: target.application)
    }
  }

  private static func reason(for owed: [Reclaim]) -> String {
    if owed.isEmpty { return "Nothing of this size is owed any more." }
    if owed.contains(where: { $0.purpose == .minimum }) { return "A queue that has less than its minimum needs it." }
    return owed.contains { $0.purpose == .limit }
      ? "It is above a limit that has been lowered." : "The application is held."
  }
}
