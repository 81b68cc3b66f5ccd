/// Everything about scheduling that can be chosen, as a value.
package struct SchedulerPolicy: Sendable, Equatable {
  package var retry = RetryPolicy()
  /// How much memory executors have, in bytes.
  package var memory = MemoryPolicy(executorBytes: 1)
  /// How jobs that run at once share the executors.
  package var mode = SchedulingMode.fifo
  /// The pools that are not as the others; in `fifo` mode pools mean nothing.
  package var pools: [String: PoolPolicy] = [:]
  /// Whether a second attempt of a slow task is started beside the first; nil if never.
  package var speculation: SpeculationPolicy?
  /// How long an attempt may run; nil for as long as it likes.
  package var taskDeadlineNanoseconds: UInt64?
  /// How long an executor may take to stop an attempt whose deadline is over, before it is killed. Stopping takes
  /// milliseconds where the user's code lets itself be stopped at all.
  package var killGraceNanoseconds: UInt64 = 5_000_000_000
  /// How long a task waits for an executor that holds its cached input to have a free slot, as `spark.locality.wait`.
  package var localityWaitNanoseconds: UInt64 = 3_000_000_000
  /// Whether executors come and go with the work; nil for a fixed number of them.
  package var scaling: ScalingPolicy?
  /// An executor on which so many attempts failed in a row, of two tasks at least, is given up if others can do better.
  package var maxFailedTasksPerExecutor = 8

  package init() {}
}

/// Who is served first.
package enum SchedulingMode: Sendable {
  /// The one that came first.
  case fifo
  /// The one that has the least of its share.
  case fair
}

/// A pool's part in a fair share, with the meaning of Spark's fair scheduler.
package struct PoolPolicy: Sendable, Equatable {
  /// The pool of jobs that were given none: in it each job has a share of its own.
  package static let defaultPool = "default"

  /// How its own jobs share what it has.
  package var mode = SchedulingMode.fifo
  /// A pool of weight 2 gets twice the slots of a pool of weight 1. At least 1.
  package var weight = 1
  /// So many slots come to it before the weights are looked at.
  package var minimumShare = 0

  package init(mode: SchedulingMode = .fifo, weight: Int = 1, minimumShare: Int = 0) {
    self.mode = mode
    self.weight = weight
    self.minimumShare = minimumShare
  }
}

/// When a task is slow enough for a second attempt; names and defaults are Spark's.
package struct SpeculationPolicy: Sendable, Equatable {
  /// The part of a stage's tasks that must be done first, from 0 to 1.
  package var quantile = 0.75
  /// How many times the median of the done ones a task must have been running.
  package var multiplier = 1.5
  /// However short the median is, what runs no longer than this is not slow.
  package var minimumRuntimeNanoseconds: UInt64 = 100_000_000
  /// The time from one look at the running tasks to the next.
  package var intervalNanoseconds: UInt64 = 100_000_000

  package init() {}
}

/// How the number of executors follows the work, as Spark's dynamic allocation does it.
package struct ScalingPolicy: Sendable, Equatable {
  /// So many are asked for by the scheduler's owner at the start, and so many are kept.
  package var minimum: Int
  package var maximum: Int
  /// After tasks have waited this long for a slot, one executor is asked for; after as long again two, then four.
  package var backlogTimeoutNanoseconds: UInt64 = 1_000_000_000
  /// An executor that had nothing to do for so long is given back, unless it holds cached partitions.
  package var idleTimeoutNanoseconds: UInt64 = 60_000_000_000

  package init(minimum: Int, maximum: Int) {
    self.minimum = minimum
    self.maximum = maximum
  }
}
