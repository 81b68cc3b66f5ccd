import CroftDriver
import CroftProtocol
import Testing

@Suite struct JobPolicyTests {
  private static func policy(_ change: (inout JobPolicy) -> Void) -> JobPolicy {
    var policy = JobPolicy()
    change(&policy)
    return policy
  }

  @Test(arguments: [SchedulingMode.fifo, .fair])
  func theMoreUrgentJobIsServedFirst(mode: SchedulingMode) {
    var policy = SchedulerPolicy()
    policy.mode = mode
    let bench = SchedulerBench(slots: [1], policy: policy)
    bench.submit(1, stages: [1])
    bench.submit(2, stages: [1], policy: Self.policy { $0.priority = 1 })
    bench.submit(3, stages: [1], policy: Self.policy { $0.priority = 1 })
    let runs = bench.actions().filter { $0.hasPrefix("run") }
    #expect(runs.first == "run 2.0.0#0 on 1")
    bench.succeed("2.0.0#0")
    let later = bench.actions().filter { $0.hasPrefix("run") }
    #expect(runs + later == ["run 2.0.0#0 on 1", "run 3.0.0#0 on 1", "run 1.0.0#0 on 1"])
  }

  @Test func noMoreRunAtOnceThanMay() {
    let bench = SchedulerBench(slots: [2, 2])
    bench.submit(stages: [5], policy: Self.policy { $0.maxRunning = 3 })
    #expect(
      bench.actions() == [
        "define 1 on 1", "run 1.0.0#0 on 1", "define 1 on 2", "run 1.0.1#0 on 2", "run 1.0.2#0 on 1",
      ])
    bench.succeed("1.0.1#0", on: 2)
    #expect(bench.actions() == ["run 1.0.3#0 on 2"])
    bench.fail("1.0.0#0", on: 1)
    #expect(bench.actions().contains("run 1.0.4#0 on 1"))
    bench.lose(2)
    #expect(bench.actions(atMilliseconds: 100).contains("run 1.0.0#1 on 1") == false, "two are still out")
  }

  @Test func whatAJobMayNotRunIsLeftToOthers() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(1, stages: [5], policy: Self.policy { $0.maxRunning = 1 })
    bench.submit(2, stages: [1])
    let runs = bench.actions().filter { $0.hasPrefix("run") }
    #expect(runs == ["run 1.0.0#0 on 1", "run 2.0.0#0 on 1"])
  }

  @Test func executorsAreAskedForOnlyForWhatMayRun() {
    var policy = SchedulerPolicy()
    policy.scaling = ScalingPolicy(minimum: 0, maximum: 8)
    let bench = SchedulerBench(slots: [], policy: policy)
    bench.submit(stages: [100], policy: Self.policy { $0.maxRunning = 1 })
    #expect(bench.actions().contains("request 1"))
    bench.join(1)
    #expect(bench.actions().contains("run 1.0.0#0 on 1"))
    #expect(!bench.actions(atMilliseconds: 100_000).contains { $0.hasPrefix("request") })
  }

  @Test func aStoppedAttemptCountsUntilItIsAnswered() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(
      stages: [2],
      policy: Self.policy {
        $0.maxRunning = 1
        $0.taskDeadlineNanoseconds = 1_000_000_000
      })
    #expect(bench.actions().last == "wake at 1000 ms")
    let late = bench.actions(atMilliseconds: 1000)
    #expect(late.prefix(2) == ["cancel 1.0.0#0 on 1", "1.0.0#0 timed out on 1"])
    #expect(!late.contains { $0.hasPrefix("run") })
    bench.fail("1.0.0#0", .cancelled, atMilliseconds: 1000)
    #expect(bench.actions().filter { $0.hasPrefix("run") }.count == 1)
  }

  @Test func aJobsOwnDeadlineIsItsAlone() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(1, stages: [1], policy: Self.policy { $0.taskDeadlineNanoseconds = 1_000_000_000 })
    bench.submit(2, stages: [1])
    #expect(bench.actions().last == "wake at 1000 ms")
    let late = bench.actions(atMilliseconds: 1000)
    #expect(late.contains("cancel 1.0.0#0 on 1"))
    #expect(!late.contains { $0.hasPrefix("cancel 2") })
    #expect(!bench.actions(atMilliseconds: 5000).contains { $0.contains("2.0.0") })
  }

  @Test func aJobsOwnRetriesAreItsAlone() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(
      1, stages: [1],
      policy: Self.policy {
        $0.retry = RetryPolicy()
        $0.retry!.maxAttempts = 2
        $0.retry!.firstDelayNanoseconds = 7_000_000
      })
    bench.submit(2, stages: [1])
    _ = bench.actions()
    bench.fail("1.0.0#0")
    bench.fail("2.0.0#0")
    let retries = bench.actions()
    #expect(retries.contains("retry of 1.0.0#0 on 1 in 7 ms"))
    #expect(retries.contains("retry of 2.0.0#0 on 1 in 100 ms"))
    bench.timer(atMilliseconds: 100)
    _ = bench.actions()
    bench.fail("1.0.0#1", atMilliseconds: 100)
    bench.fail("2.0.0#1", atMilliseconds: 100)
    let ends = bench.actions()
    #expect(ends.contains { $0.hasPrefix("job 1 failed") })
    #expect(!ends.contains { $0.hasPrefix("job 2 failed") })
  }
}
