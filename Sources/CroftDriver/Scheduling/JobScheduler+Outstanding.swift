package import CroftProtocol

// What executors are doing, for those who tell of it.
extension JobScheduler {
  /// When an attempt began on an executor, about, and how long it may run; nil when it has not begun, or is not waited
  /// for there.
  package func beginning(
    of attempt: TaskAttempt, on executor: ExecutorID
  ) -> (atNanoseconds: UInt64, deadlineNanoseconds: UInt64?)? {
    guard let outstanding = seats[executor]?.outstanding.all.first(where: { $0.attempt == attempt }),
      let began = outstanding.beganAtNanoseconds
    else { return nil }
    return (began, outstanding.deadlineNanoseconds)
  }

  /// The attempts that an executor is running, if it begins one as soon as a slot is free.
  package func runningAttempts(on executor: ExecutorID) -> [TaskAttempt] {
    seats[executor]?.running.map(\.attempt) ?? []
  }

  /// The same, but for those that it was told to stop, and when each began, about; nil for what has only been sent.
  package func runningSince(on executor: ExecutorID) -> [(attempt: TaskAttempt, beganNanoseconds: UInt64?)] {
    seats[executor]?.running.filter { !$0.isCancelled }.map { ($0.attempt, $0.beganAtNanoseconds) } ?? []
  }
}
