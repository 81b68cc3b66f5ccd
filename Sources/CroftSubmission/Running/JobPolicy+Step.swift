import CroftBatch
import CroftDriver

extension JobPolicy {
  /// Executors look after their commands' time, and a busy machine keeps them waiting. One that is so late doesn't any
  /// more.
  private static let leewayMilliseconds = 5_000

  /// A time span has 100 years at most, so that several of them can be added.
  private static func nanoseconds(_ milliseconds: Int) -> UInt64 { UInt64(milliseconds) * 1_000_000 }

  /// What the settings of a step make of its job.
  init(_ settings: StepSettings, _ resources: TaskResources, priority: Int) {
    self.init()
    self.priority = priority
    maxRunning = settings.maxRunning
    let attempts = 1 + (settings.retries ?? StepDefaults.retries)
    let backoff = settings.backoffMilliseconds ?? StepDefaults.backoffMilliseconds
    var retry = RetryPolicy()
    retry.maxAttempts = attempts
    retry.maxTimeouts = attempts
    retry.maxOutOfMemory = attempts
    // Each of those, and on top of them as many as may be lost for reasons that lie elsewhere.
    retry.maxTries += 3 * attempts
    retry.firstDelayNanoseconds = Self.nanoseconds(backoff)
    retry.longestDelayNanoseconds = Self.nanoseconds(max(backoff, StepDefaults.longestBackoffMilliseconds))
    self.retry = retry
    let grace = settings.graceMilliseconds ?? StepDefaults.graceMilliseconds
    stopGraceNanoseconds = Self.nanoseconds(grace) + Self.nanoseconds(Self.leewayMilliseconds)
    // Beside the time to stop, twice as long: an attempt that has stopped by itself has to be heard of first.
    taskDeadlineNanoseconds = settings.timeoutMilliseconds.map {
      Self.nanoseconds($0) + Self.nanoseconds(grace) + Self.nanoseconds(2 * Self.leewayMilliseconds)
    }
    maxFailures = settings.maxFailures.map { .upTo($0) } ?? .unlimited
    memory = TaskMemoryPolicy(
      bytes: resources.memoryBytes, growth: resources.memoryGrowth, mostBytes: resources.mostMemoryBytes,
      executorOverheadBytes: TaskResources.executorOverheadBytes)
  }
}
