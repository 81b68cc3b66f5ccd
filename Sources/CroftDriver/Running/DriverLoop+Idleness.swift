import CroftLinux

// Attempts of jobs that have ended go on for as long as they take to stop.
extension DriverLoop {
  /// Calls `reply` when no executor runs anything, or at a moment if that comes first.
  func waitForIdleness(untilNanoseconds deadline: UInt64, _ reply: @escaping @Sendable () -> Void) {
    idlenessWaiters.append(reply)
    loop.addTimer(at: deadline) { [unowned self] in answerIdlenessWaiters() }
  }

  /// After each turn.
  func noteIdleness() {
    if !idlenessWaiters.isEmpty, scheduler.isIdle { answerIdlenessWaiters() }
  }

  func answerIdlenessWaiters() {
    let waiters = idlenessWaiters
    idlenessWaiters = []
    for reply in waiters { reply() }
  }
}

extension JobScheduler {
  /// Whether no executor runs an attempt, also none whose job has ended.
  var isIdle: Bool { seats.values.allSatisfy(\.outstanding.isEmpty) }
}

extension Farm {
  /// Waits until what was cancelled has stopped, so that commands can tidy up; so long at most.
  package func waitForIdleness(atMostMilliseconds milliseconds: Int) async {
    let deadline = MonotonicTime.nowNanoseconds + UInt64(max(milliseconds, 0)) * 1_000_000
    await withCheckedContinuation { continuation in
      loop.ask(.awaitIdleness(deadlineNanoseconds: deadline) { continuation.resume() })
    }
  }
}
