package import CroftProtocol

/// A job of the same work that has ended before this driver began, and that this one runs no more.
package struct EarlierJob: Sendable {
  /// As in ``Farm/runReporting(_:pool:policy:number:observing:)``.
  package let number: UInt32
  package let name: String
  package let tasks: TaskCounts
  /// Whether the manager's history has it, with all that an earlier driver told.
  package let isReported: Bool

  package init(number: UInt32, name: String, tasks: TaskCounts, isReported: Bool) {
    self.number = number
    self.name = name
    self.tasks = tasks
    self.isReported = isReported
  }
}

extension Farm {
  /// Has the manager count a job that has ended before, and list it unless it does. Without a manager, does nothing.
  package func noteEarlier(_ job: EarlierJob) { loop.ask(.noteEarlier(job)) }
}
