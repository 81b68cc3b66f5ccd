/// How often what happened to a job's tasks.
package struct JobCounters: Sendable, Equatable {
  /// Attempts that counted.
  package var succeeded = 0
  /// Attempts that ended with an error.
  package var errors = 0
  /// Attempts whose executor was lost under them.
  package var executorsLost = 0
  /// Attempts whose executor ran out of memory under them.
  package var outOfMemory = 0
  /// Attempts that ran longer than they may.
  package var timeouts = 0
  /// Attempts that did not find a map output.
  package var mapOutputsLost = 0
  /// Attempts that did not find their cached input.
  package var cachedInputsLost = 0
  /// Second attempts that were started beside slow ones.
  package var speculated = 0
  /// Attempts that were stopped because another one of the task succeeded.
  package var cancelled = 0

  package init() {}
}

/// How far a job is.
package struct JobProgress: Sendable, Equatable {
  package struct Stage: Sendable, Equatable {
    /// How many tasks it has.
    package var total: Int
    package var done: Int
    /// Attempts that occupy a slot.
    package var running: Int
    /// Attempts that failed, whatever the reason.
    package var failed: Int
    /// Attempts that were begun anew after a failure or a lost output.
    package var retried: Int
    /// It does not run, because its readers find their input in the cache.
    package var isDormant: Bool

    package init(total: Int, done: Int, running: Int, failed: Int, retried: Int, isDormant: Bool) {
      self.total = total
      self.done = done
      self.running = running
      self.failed = failed
      self.retried = retried
      self.isDormant = isDormant
    }
  }

  /// In the order of the job's stages.
  package var stages: [Stage]
  /// Tasks that have had all their attempts, of a job that goes on without them.
  package var failedTasks: Int
  package var counters: JobCounters

  package init(stages: [Stage], failedTasks: Int = 0, counters: JobCounters) {
    self.stages = stages
    self.failedTasks = failedTasks
    self.counters = counters
  }
}
