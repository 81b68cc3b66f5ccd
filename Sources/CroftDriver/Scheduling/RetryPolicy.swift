/// How often each class of failure is forgiven, as a value.
///
/// | failure | limit for each task | then |
/// |---|---|---|
/// | the user's code threw | 4 attempts | the job fails with that error |
/// | its executor was lost | 3 executors, the third one for itself alone | the job fails: the task seems to kill them |
/// | its executor ran out of memory | 4 times, with more memory (`MemoryPolicy`) | the job fails: it needs too much |
/// | its command ran out of memory | 4 times, with more (`TaskMemoryPolicy`) | the job fails: it needs too much |
/// | its deadline passed | 4 times | the job fails: it seems to hang |
/// | its output, which others read, was lost | 8 times | the job fails: the disk seems to be broken |
/// | its cached input was gone | forgiven, as long as the stages below had not been run | an error like the first |
/// | there was no room on the disk or in the scratch limit | not forgiven | the job fails: there would be none again |
/// | its lineage differed | not forgiven | the job fails: trying again would not change it |
///
/// Where a job tolerates failed tasks (`FailureTolerance`), one that is at its limit is finished without a result
/// instead, for as long as no more fail than may; a full disk, another lineage or lost output fails the job all the
/// same.
///
/// A retry after an error waits 100 ms, doubled each time up to 10 s; after all else it does not wait.
package struct RetryPolicy: Sendable, Equatable {
  package var maxAttempts = 4
  package var maxExecutorLosses = 3
  package var maxOutOfMemory = 4
  package var maxTimeouts = 4
  package var maxOutputLosses = 8
  /// Whatever the reasons were, and if none was the task's fault: attempt numbers have 16 bits, and a retry that is
  /// charged to nobody must not go on for ever.
  package var maxTries = 1000
  package var firstDelayNanoseconds: UInt64 = 100_000_000
  package var longestDelayNanoseconds: UInt64 = 10_000_000_000
  /// After so many executors in a row that died before they finished any task, something is wrong with all of them:
  /// while others are left the jobs go on with those, else they all fail. The next job asks for the missing ones again.
  package var maxUselessExecutors = 5

  package init() {}

  /// The wait before the next attempt, after so many errors.
  func delayNanoseconds(afterErrors errors: Int) -> UInt64 {
    let times = UInt64(1) << UInt64(min(max(errors - 1, 0), 20))
    let (delay, isTooLong) = firstDelayNanoseconds.multipliedReportingOverflow(by: times)
    return isTooLong ? longestDelayNanoseconds : min(delay, longestDelayNanoseconds)
  }
}
