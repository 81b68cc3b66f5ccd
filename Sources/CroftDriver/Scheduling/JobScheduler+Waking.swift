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
    let times = [
      delayed.nextNanoseconds, nextDeadlineNanoseconds, nextSpeculationNanoseconds, nextLocalityNanoseconds(now),
      nextScalingNanoseconds,
    ]
    guard let next = times.compactMap({ $0 }).min() else { return }
    if let armed = armedWakeNanoseconds, armed <= next { return }
    armedWakeNanoseconds = next
    actions.append(.wake(atNanoseconds: next))
  }
}
