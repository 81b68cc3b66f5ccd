import CroftBatch
import CroftDriver

extension JobPolicy {
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
    retry.firstDelayNanoseconds = UInt64(backoff) * 1_000_000
    retry.longestDelayNanoseconds = UInt64(max(backoff, StepDefaults.longestBackoffMilliseconds)) * 1_000_000
    self.retry = retry
    maxFailures = settings.maxFailures.map { .upTo($0) } ?? .unlimited
    memory = TaskMemoryPolicy(
      bytes: resources.memoryBytes, growth: resources.memoryGrowth, mostBytes: resources.mostMemoryBytes,
      executorOverheadBytes: TaskResources.executorOverheadBytes)
  }
}
