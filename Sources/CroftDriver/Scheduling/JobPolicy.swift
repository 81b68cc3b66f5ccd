/// What is chosen for one job alone.
package struct JobPolicy: Sendable, Equatable {
  /// Of two jobs with tasks to run the one with the higher priority is served first, however jobs share.
  package var priority = 0
  /// How many of the job's attempts may be on executors at once, at least one; nil for as many as there are slots for.
  package var maxRunning: Int?
  /// How often its tasks' failures are forgiven, and the waits between attempts; nil for the farm's.
  package var retry: RetryPolicy?
  /// How long an attempt may run; nil for the farm's.
  package var taskDeadlineNanoseconds: UInt64?
  /// How long an attempt may take to stop that was told to, before its executor is killed. Nil: for as long as it
  /// likes, unless it has a deadline; after that the farm's grace.
  package var stopGraceNanoseconds: UInt64?
  /// How many tasks may end in failure before the job does.
  package var maxFailures = FailureTolerance.none
  /// What each task's command may have, if the tasks are commands with limits of their own.
  package var memory: TaskMemoryPolicy?

  package init() {}
}

/// How many of a job's tasks may have had all their attempts, and failed, while the job goes on. Only those that
/// compute the result count: what another stage reads has to be there.
package enum FailureTolerance: Sendable, Equatable {
  /// The first one fails the job, as in Spark.
  case none
  case upTo(Int)
  case unlimited

  package func allows(_ failures: Int) -> Bool {
    switch self {
    case .none: failures <= 0
    case .upTo(let most): failures <= most
    case .unlimited: true
    }
  }
}

/// How much memory the command of a task may have, and how much more after it was not enough. The executor goes on
/// when a command runs out of it.
package struct TaskMemoryPolicy: Sendable, Equatable {
  /// At first.
  package let bytes: Int
  /// What is multiplied by this after each time that it was not enough.
  package let growth: Double
  /// The most that a task gets.
  package let mostBytes: Int
  /// What an executor has to have beside a command's memory, for itself.
  package let executorOverheadBytes: Int

  /// - Parameter mostBytes: nil for eight times what a task has at first.
  package init(bytes: Int, growth: Double = 2, mostBytes: Int? = nil, executorOverheadBytes: Int = 0) {
    // The same rules as for executors.
    let policy = MemoryPolicy(executorBytes: bytes, growth: growth, mostBytes: mostBytes)
    self.bytes = policy.executorBytes
    self.growth = policy.growth
    self.mostBytes = policy.mostBytes
    self.executorOverheadBytes = max(executorOverheadBytes, 0)
  }

  /// What comes after so much was not enough.
  func grown(from bytes: Int) -> Int {
    MemoryPolicy(executorBytes: self.bytes, growth: growth, mostBytes: mostBytes).grown(from: bytes)
  }

  /// What an executor has to have for a command of so much memory.
  func executorBytes(for bytes: Int) -> Int {
    let (sum, isTooLarge) = bytes.addingReportingOverflow(executorOverheadBytes)
    return isTooLarge ? .max : sum
  }
}
