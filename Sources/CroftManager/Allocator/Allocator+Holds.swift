import CroftProtocol

// Applications that are held back until somebody releases them.
extension Allocator {
  /// Holds an application, or releases it. A held one is granted nothing, and is asked for what it has without a
  /// deadline: what runs may end. Its requests keep their order, but count as made at the release: else whoever
  /// holds for long enough would pass all others.
  mutating func held(_ id: ApplicationID, _ isHeld: Bool, now: Int) throws(ManagerError) -> [AllocatorAction] {
    guard try living(id).isHeld != isHeld else { return settle() }
    advance(to: now)
    applications[id]?.isHeld = isHeld
    outbox.applications.insert(id)
    if !isHeld { restartWaiting(of: id) }
    return settle()
  }

  private mutating func restartWaiting(of id: ApplicationID) {
    for index in applications[id]?.waiting.indices ?? 0..<0 {
      guard let request = applications[id]?.waiting[index].request else { continue }
      let sequence = nextSequence()
      applications[id]?.waiting[index].since = now
      applications[id]?.waiting[index].sequence = sequence
      outbox.requests.insert(RequestKey(application: id, request: request))
    }
  }

  /// Whether there may be something to ask a held application for.
  var hasHolders: Bool { applications.values.contains { $0.isHeld && !$0.hasEnded && !$0.executors.isEmpty } }

  /// Asks held applications for all that they aren't asked for by a deadline: nobody escapes one by being held.
  mutating func settleHolds(_ ledger: inout ReclaimLedger) {
    for reclaim in reclaims where reclaim.purpose == .hold {
      let isHeld = applications[reclaim.application]?.isHeld == true
      ledger.keep(reclaim) { _, _ in isHeld }
    }
    for victim in ledger.victims where applications[victim.key.application]?.isHeld == true {
      ledger.ask(victim, for: .hold)
    }
  }
}
