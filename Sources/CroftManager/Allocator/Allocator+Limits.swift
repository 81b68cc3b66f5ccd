import CroftProtocol

// Executors above a limit that was lowered are asked back, the newest first.
extension Allocator {
  mutating func settleLimits(_ ledger: inout ReclaimLedger) {
    for reclaim in reclaims where reclaim.purpose == .limit {
      ledger.keep(reclaim) { ledger, victim in isAboveAnyLimit(victim, ledger) }
    }
    // Whoever is above the limit of a scope has all that is in it looked at; the scopes within come first, since what
    // they give back counts for those around them too.
    for scope in GrantScope.allCases {
      for candidate in ledger.victims where isAboveLimit(candidate, scope, ledger) {
        ledger.ask(candidate, for: .limit)
      }
    }
    isAboveLimits = ledger.kept.contains { $0.purpose == .limit } || !ledger.asked.isEmpty
  }

  private func isAboveAnyLimit(_ victim: ReclaimLedger.Victim, _ ledger: ReclaimLedger) -> Bool {
    GrantScope.allCases.contains { isAboveLimit(victim, $0, ledger) }
  }

  /// Whether a scope that an executor lies in will have more than it may.
  private func isAboveLimit(_ victim: ReclaimLedger.Victim, _ scope: GrantScope, _ ledger: ReclaimLedger) -> Bool {
    guard let application = applications[victim.key.application] else { return false }
    let bound = room(in: scope, for: application).bound
    let used =
      switch scope {
      case .application: ledger.usedByApplication[victim.key.application]
      case .user: ledger.usedByUser[victim.userID]
      case .queue: ledger.usedByQueue[victim.queue]
      case .machine: ledger.used
      }
    return !(used ?? ResourceTotal()).fits(in: bound)
  }
}
