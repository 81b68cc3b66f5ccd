package import CroftProtocol

/// What a driver says of a task of its job's last stage that is finished: it has succeeded, or had its last attempt.
package struct TaskEndNotice: Sendable, Equatable {
  /// The one that counts; of a task that was given up the last one.
  package let attempt: TaskAttempt
  /// How the attempt's command ended; nil where there is none, or its executor was lost.
  package let end: AttemptEnd?
  /// Why the task was given up; nil for a success.
  package let failure: TaskFailure?

  package init(attempt: TaskAttempt, end: AttemptEnd? = nil, failure: TaskFailure? = nil) {
    self.attempt = attempt
    self.end = end
    self.failure = failure
  }

  init(_ task: ExhaustedTask) { self.init(attempt: task.attempt, end: task.failure.end, failure: task.failure) }

  package var partition: Int { Int(attempt.task.partition) }
}

/// The tasks of a job's last stage that an earlier driver has finished, and that don't run again.
package struct ResumedTasks: Sendable, Equatable {
  package let partitions: Set<Int>
  /// How many of them were given up.
  package let failedCount: Int

  init(of execution: JobExecution) {
    let last = execution.shape.stages.last
    partitions = Set((last?.finished ?? [:]).keys.map { Int($0) })
    failedCount = last?.failedCount ?? 0
  }
}
