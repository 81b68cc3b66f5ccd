import CroftProtocol

// What happens because time passes.
extension Allocator {
  /// A time asked for by `.wakeAt` has come.
  mutating func timePassed(now: Int) -> [AllocatorAction] {
    advance(to: now)
    return settle()
  }

  /// Does what has become due.
  mutating func expire() {
    guard !isStopping else { return }
    for id in applicationIDs {
      guard let deadline = applications[id]?.reconnectDeadline, deadline <= now else { continue }
      terminate(
        id,
        reason: """
          Its driver didn't come back within \(configuration.reconnectSeconds) seconds of the manager's restart. Run \
          it again.
          """)
    }
    enforceReclaims()
    if let deadline = drainEnd?.deadline, deadline <= now { killAll() }
  }

  /// Asks to be woken when that has changed.
  mutating func tellDeadline() {
    let next = nextDeadline
    guard next != toldDeadline else { return }
    toldDeadline = next
    emit(.wakeAt(next))
  }

  /// When something happens without an event; always later than now.
  var nextDeadline: Int? {
    guard !isStopping else { return nil }
    var deadlines = reclaims.filter { $0.purpose != .hold }.map(\.deadline)
    if let deadline = drainEnd?.deadline { deadlines.append(deadline) }
    for application in applications.values {
      if let deadline = application.reconnectDeadline { deadlines.append(deadline) }
      guard application.isConnected, !application.isHeld,
        let waiting = application.waiting.first(where: { $0.reasonWhyNever == nil })
      else { continue }
      if let end = backoffEnd(of: application) { deadlines.append(end) }
      deadlines.append(lateAt(waiting))
    }
    return deadlines.filter { $0 > now }.min()
  }
}
