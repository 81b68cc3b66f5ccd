/// An attempt of a task that has begun and not ended, as its driver told.
package struct RunningAttempt: Codable, Sendable, Hashable {
  /// So many are told of one application: with the longest numbers they take 52 KB of the 64 KiB that a call may
  /// have. A machine that runs more at once tells of those that have run longest.
  package static let mostTold = 400

  package var job: Int
  package var stage: Int
  package var partition: Int
  /// Counted from 0 within the task.
  package var number: Int
  package var executor: Int
  /// Milliseconds since 1970, about.
  package var startedAt: Int

  package init(job: Int, stage: Int, partition: Int, number: Int, executor: Int, startedAt: Int) {
    self.job = job
    self.stage = stage
    self.partition = partition
    self.number = number
    self.executor = executor
    self.startedAt = startedAt
  }
}

/// Asks for what an application runs, as far as its driver has told: attempts that have run for a second.
package struct ListRunningAttempts: ManagerMethod {
  package static let name = "io.croft.Manager.ListRunningAttempts"

  package var application: Int

  package init(application: Int) { self.application = application }

  package struct Reply: Codable, Sendable, Equatable {
    package var attempts: [RunningAttempt]

    package init(attempts: [RunningAttempt]) { self.attempts = attempts }
  }
}
