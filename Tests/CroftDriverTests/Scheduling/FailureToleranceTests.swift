import CroftDriver
import CroftProtocol
import Testing

/// Two attempts for each task, with no wait between them.
@Suite struct FailureToleranceTests {
  private static func policy(_ maxFailures: FailureTolerance) -> JobPolicy {
    var policy = JobPolicy()
    policy.maxFailures = maxFailures
    policy.retry = RetryPolicy()
    policy.retry!.maxAttempts = 2
    policy.retry!.maxTimeouts = 2
    policy.retry!.firstDelayNanoseconds = 0
    return policy
  }

  private static func bench(
    _ maxFailures: FailureTolerance, slots: [Int] = [1], stages: [Int] = [2],
    speculation: SpeculationPolicy? = nil
  ) -> SchedulerBench {
    var policy = SchedulerPolicy()
    policy.speculation = speculation
    let bench = SchedulerBench(slots: slots, policy: policy)
    bench.submit(stages: stages, policy: Self.policy(maxFailures))
    return bench
  }

  /// Fails both attempts of a task of the first stage of job 1.
  private static func exhaust(_ partition: Int, on bench: SchedulerBench) -> [String] {
    _ = bench.actions()
    bench.fail(.init(stringLiteral: "1.0.\(partition)#0"))
    bench.timer(atMilliseconds: 0)
    _ = bench.actions()
    bench.fail(.init(stringLiteral: "1.0.\(partition)#1"))
    return bench.actions()
  }

  @Test func aTaskThatHasHadAllItsAttemptsIsFinishedAndTheJobGoesOn() {
    let bench = Self.bench(.upTo(1))
    #expect(Self.exhaust(0, on: bench) == ["1.0.0#1 was the last of 2: userError, it broke"])
    #expect(bench.succeed("1.0.1#0"))
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
    #expect(bench.counters[JobID(1)]?.errors == 2)
  }

  @Test func theLastTaskMayFailToo() {
    let bench = Self.bench(.unlimited, stages: [1])
    #expect(
      Self.exhaust(0, on: bench) == [
        "1.0.0#1 was the last of 2: userError, it broke", "end 1 on 1", "job 1 succeeded",
      ])
  }

  @Test func oneMoreThanMayFailsTheJob() {
    let bench = Self.bench(.upTo(1))
    _ = Self.exhaust(0, on: bench)
    _ = bench.actions()
    bench.fail("1.0.1#0")
    bench.timer(atMilliseconds: 0)
    _ = bench.actions()
    bench.fail("1.0.1#1")
    let message = """
      2 tasks have failed, which is more than may; the last one: task 1 of stage 0 of job 1 failed 2 times, the last \
      time in attempt 1 on executor 1: Oops: it broke
      """
    #expect(bench.jobError() == JobError(.taskFailed, message, errorType: "Oops", stage: 0, partition: 1, attempt: 1))
  }

  @Test(arguments: [(FailureTolerance.none, true), (.upTo(0), true), (.upTo(1), false), (.unlimited, false)])
  func theFirstFailsTheJobIfNoneMay(tolerance: FailureTolerance, fails: Bool) {
    let bench = Self.bench(tolerance)
    #expect(Self.exhaust(0, on: bench).contains { $0.hasPrefix("job 1 failed") } == fails)
  }

  @Test func whatAnotherStageReadsHasToBeThere() {
    let bench = Self.bench(.unlimited, stages: [1, 1])
    #expect(Self.exhaust(0, on: bench).contains { $0.hasPrefix("job 1 failed") })
  }

  @Test func whatWouldFailAgainIsFinishedAtOnce() {
    let bench = Self.bench(.unlimited)
    _ = bench.actions()
    bench.fail("1.0.0#0", .permanent)
    #expect(bench.actions() == ["1.0.0#0 was the last of 1: permanent, it broke"])
  }

  @Test(arguments: [(TaskFailure.Kind.lineageDiffers, "it broke"), (.diskFull, "task 0"), (.scratchLimit, "task 0")])
  func whatIsNoFaultOfOneTaskFailsTheJob(kind: TaskFailure.Kind, beginning: String) {
    let bench = Self.bench(.unlimited)
    _ = bench.actions()
    bench.fail("1.0.0#0", kind)
    #expect(bench.jobError()?.message.hasPrefix(beginning) == true)
  }

  @Test func tasksThatHangFinishToo() {
    let bench = Self.bench(.unlimited, stages: [1])
    _ = bench.actions()
    bench.fail("1.0.0#0", .timedOut)
    _ = bench.actions()
    bench.fail("1.0.0#1", .timedOut)
    #expect(bench.actions().first == "1.0.0#1 was the last of 2: timedOut, it broke")
    #expect(bench.counters[JobID(1)]?.timeouts == 2)
  }

  @Test func tasksThatTakeTheirExecutorsWithThemFinishToo() {
    let bench = Self.bench(.unlimited, slots: [1, 1, 1], stages: [1])
    for (executor, number) in [(1, 0), (2, 1), (3, 2)] {
      #expect(bench.actions().contains("run 1.0.0#\(number) on \(executor)"))
      bench.lose(executor)
    }
    let actions = bench.actions()
    #expect(actions.contains("1.0.0#2 was the last of 3: environment, signal 9"))
    #expect(actions.contains("job 1 succeeded"))
  }

  @Test func theOtherAttemptOfATaskThatIsGivenUpIsStoppedAndMeansNothing() {
    let bench = Self.bench(.unlimited, slots: [4, 1], stages: [5], speculation: SpeculationPolicy())
    #expect(bench.actions().contains("run 1.0.1#0 on 2"))
    for partition in [0, 2, 3, 4] { bench.succeed(.init(stringLiteral: "1.0.\(partition)#0"), on: 1) }
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 1000).contains("run 1.0.1#1 on 1"))
    bench.fail("1.0.1#1", on: 1, .permanent)
    #expect(
      bench.actions(atMilliseconds: 1000) == [
        "1.0.1#1 was the last of 2: permanent, it broke", "cancel 1.0.1#0 on 2", "end 1 on 1", "end 1 on 2",
        "job 1 succeeded",
      ])
    #expect(bench.outcome(of: "1.0.1#0", on: 2) == .ignored)
  }

  @Test func failuresOfAnEarlierRunCount() {
    let bench = SchedulerBench()
    let stage = JobShape.Stage(partitionCount: 3, parents: [], finished: [0: 1, 1: 0], failedCount: 1)
    bench.scheduler.submit(JobID(1), JobShape(stages: [stage]), policy: Self.policy(.upTo(1)))
    _ = bench.actions()
    bench.fail("1.0.2#0", .permanent)
    #expect(bench.jobError()?.message.hasPrefix("2 tasks have failed, which is more than may") == true)
  }

  @Test func anExecutorIsNotBlamedForTasksThatMayFail() {
    let bench = Self.bench(.unlimited, slots: [1, 1], stages: [100])
    for partition in 0..<40 {
      _ = bench.actions()
      bench.succeed(.init(stringLiteral: "1.0.\(partition)#0"), on: 2)
      bench.fail(.init(stringLiteral: "1.0.\(partition)#0"), on: 1, .userError)
    }
    #expect(bench.scheduler.executorCount == 2)
  }
}
