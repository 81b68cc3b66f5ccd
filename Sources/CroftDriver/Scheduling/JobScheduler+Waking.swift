import CroftProtocol

// What becomes due with time.
extension JobScheduler {
  /// The time that `wake` asked for has come.
  package mutating func timerFired(atNanoseconds now: UInt64) {
    armedWakeNanoseconds = nil
    while let task = delayed.next(atNanoseconds: now) {
      guard let job = index(of: task.job) else { continue }
      jobs[job].stages[Int(task.stage)].tryAgain(task.partition)
    }
  }

  /// Asks to be woken for what is due next. A wake that comes too early does no harm, so the timer is set again only
  /// for an earlier time: else it would be with every task.
  mutating func armWake(_ now: UInt64) {
    var next = UInt64.max
    if let time = delayed.nextNanoseconds { next = min(next, time) }
    if let time = nextDeadlineNanoseconds { next = min(next, time) }
    if let time = nextSpeculationNanoseconds { next = min(next, time) }
    if let time = nextLocalityNanoseconds(now) { next = min(next, time) }
    if let time = nextScalingNanoseconds { next = min(next, time) }
    if let time = nextLeaveNanoseconds { next = min(next, time) }
    guard next < armedWakeNanoseconds ?? .max else { return }
    armedWakeNanoseconds = next
    actions.append(.wake(atNanoseconds: next))
  }
}
