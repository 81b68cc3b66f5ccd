import CroftProtocol

// A queue below its minimum is owed what it asks for, at the cost of queues that have more than their part.
extension Allocator {
  /// How many grants ahead are asked back for at most: each costs a walk over the applications, at every event. What
  /// a queue is owed beyond comes as these are made.
  static let plannedGrants = 64

  /// Whether a queue has less than its minimum and somebody in it asks for more.
  var owesMinimum: Bool {
    configuration.queues.contains { queue in
      (usedByQueue[queue.name] ?? ResourceTotal()).isBelow(queue.minimum)
        && applications.values.contains { $0.queue == queue.name && mayBeGranted($0) }
    }
  }

  mutating func settleMinimums(_ ledger: inout ReclaimLedger) {
    let need = neededForMinimums
    let capacity = capacity
    func isCovered(_ used: Resources) -> Bool { (used + need).fits(in: capacity) || need == Resources.nothing }
    for reclaim in reclaims where reclaim.purpose == .minimum {
      ledger.keep(reclaim) { ledger, _ in !isCovered(ledger.used.resources) }
    }
    var chosen: [ReclaimLedger.Victim] = []
    let entitlements = isCovered(ledger.used.resources) ? [:] : entitlements
    while !isCovered(ledger.used.resources), let victim = nextVictim(ledger, entitlements) {
      ledger.ask(victim, for: .minimum)
      chosen.append(victim)
    }
    // A large one that was chosen late may have made an earlier one unnecessary.
    for victim in chosen where isCovered(ledger.used.resources + victim.resources) { ledger.spare(victim) }
  }

  /// What queues below their minimum would be granted if the machine had no end.
  private var neededForMinimums: Resources {
    guard owesMinimum else { return .nothing }
    var plan = self
    _ = plan.runGrants(isPlan: true)
    return plan.used.resources - used.resources
  }

  /// The newest executor of the largest application of the queue that is most above its part of the machine.
  private func nextVictim(_ ledger: ReclaimLedger, _ entitlements: [String: Double]) -> ReclaimLedger.Victim? {
    let victims = ledger.victims
    let above = configuration.queues.compactMap { queue -> (queue: QueueConfiguration, excess: Double)? in
      let used = ledger.usedByQueue[queue.name] ?? ResourceTotal()
      let excess = used.dominantShare(of: capacity) - (entitlements[queue.name] ?? 0)
      // Sums of fractions differ in their last digits.
      return excess > 1e-9 ? (queue, excess) : nil
    }
    for (queue, _) in above.sorted(by: { $0.excess > $1.excess }) {
      let used = ledger.usedByQueue[queue.name] ?? ResourceTotal()
      let candidates = victims.filter { $0.queue == queue.name && !(used - $0.usage).isBelow(queue.minimum) }
      func size(_ victim: ReclaimLedger.Victim) -> Double {
        ledger.usedByApplication[victim.key.application]?.dominantShare(of: capacity) ?? 0
      }
      let victim = candidates.max { left, right in (size(left), left.sequence) < (size(right), right.sequence) }
      if let victim { return victim }
    }
    return nil
  }

  /// The part of the machine that each queue with anything to do is entitled to: its minimum, and by weight of what is
  /// nobody's minimum.
  var entitlements: [String: Double] {
    let active = configuration.queues.filter { queue in
      applications.values.contains { application in
        application.queue == queue.name
          && (!application.executors.isEmpty || !application.waiting.isEmpty && !application.isHeld)
      }
    }
    let minimums = active.map { queue in
      ResourceTotal(
        resources: Resources(cores: queue.minimum.cores ?? 0, memoryBytes: queue.minimum.memoryBytes ?? 0), executors: 0
      ).dominantShare(of: capacity)
    }
    let weights = active.reduce(0) { $0 + $1.weight }
    let rest = max(0, 1 - minimums.reduce(0, +))
    var entitlements: [String: Double] = [:]
    for (queue, minimum) in zip(active, minimums) {
      entitlements[queue.name] = minimum + rest * Double(queue.weight) / Double(max(weights, 1))
    }
    return entitlements
  }
}

extension Resources { static let nothing = Resources(cores: 0, memoryBytes: 0) }
