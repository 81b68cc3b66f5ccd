import CroftProtocol

// What changes for all applications at once.
extension Allocator {
  /// The configuration was read again. What is above a lowered limit is asked back, not shot; what a changed one can't
  /// serve any more waits until it can.
  mutating func configured(_ configuration: AllocatorConfiguration, now: Int) -> [AllocatorAction] {
    advance(to: now)
    self.configuration = configuration
    adaptToConfiguration()
    return settle()
  }

  /// The pool's memory pressure has crossed its limit: while it is high, nothing is granted.
  mutating func pressureChanged(isHigh: Bool, now: Int) -> [AllocatorAction] {
    advance(to: now)
    isPressureHigh = isHigh
    return settle()
  }

  mutating func adaptToConfiguration() {
    for id in applicationIDs {
      guard let queue = applications[id]?.queue, configuration.queue(queue) == nil else { continue }
      applications[id]?.queue = configuration.defaultQueue
      outbox.applications.insert(id)
    }
    usedByQueue = [:]
    for application in applications.values {
      usedByQueue[application.queue, default: ResourceTotal()] += application.used
    }
    reviewRequests()
    isAboveLimits = true
  }
}
