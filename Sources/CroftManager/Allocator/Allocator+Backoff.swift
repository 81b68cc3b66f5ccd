import CroftProtocol

// Executors that die as soon as they are started.
extension Allocator {
  /// When an application that is backed off may have executors again; nil when it isn't.
  func backoffEnd(of application: ApplicationState) -> Int? {
    guard application.failuresInARow > 0 else { return nil }
    let end = application.lastFailureAt + configuration.backoff.delayMilliseconds(after: application.failuresInARow)
    return end > now ? end : nil
  }

  /// Counts an executor that has died at once, and forgets the count after one that has lived.
  ///
  /// Those that were granted before the last counted failure don't count: ten executors that were started together
  /// and die together are one failed try, not ten.
  ///
  /// - Parameter hasLeft: It was asked back, and has ended well: its driver has let go of it, and the word of that may
  ///   come later than its end.
  mutating func noteLife(of held: HeldExecutor, in id: ApplicationID, hasLeft: Bool = false) {
    guard let application = applications[id], !application.hasEnded else { return }
    let isNewTry = application.failuresInARow == 0 || held.grantedAt > application.lastFailureAt
    guard isNewTry else { return }
    if hasLived(held) { return setFailures(of: id, to: 0) }
    guard held.cause == nil, !hasLeft else { return }
    let isRowBroken = application.executors.values.contains { other in
      other.grantedAt > application.lastFailureAt && hasLived(other)
    }
    setFailures(of: id, to: (isRowBroken ? 0 : application.failuresInARow) + 1)
    endIfHopeless(id)
  }

  private func hasLived(_ held: HeldExecutor) -> Bool {
    held.startedAt.map { now - $0 >= BackoffRule.atOnceMilliseconds } ?? false
  }

  private mutating func setFailures(of id: ApplicationID, to count: Int) {
    guard count > 0 || applications[id]?.failuresInARow != 0 else { return }
    applications[id]?.failuresInARow = count
    applications[id]?.lastFailureAt = count > 0 ? now : 0
    outbox.applications.insert(id)
  }

  private mutating func endIfHopeless(_ id: ApplicationID) {
    guard let failures = applications[id]?.failuresInARow, failures >= configuration.backoff.failures else { return }
    terminate(
      id,
      reason: """
        Its executors died \(failures) times in a row within \(BackoffRule.atOnceMilliseconds / 1000) seconds of \
        their start. Their output in the journal says why; mend that and run it again.
        """)
  }
}
