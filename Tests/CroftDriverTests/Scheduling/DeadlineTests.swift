import CroftDriver
import CroftProtocol
import Testing

/// Tasks may run for one second.
@Suite struct DeadlineTests {
  private static func bench(slots: [Int], stages: [Int]) -> SchedulerBench {
    var policy = SchedulerPolicy()
    policy.taskDeadlineNanoseconds = 1_000_000_000
    let bench = SchedulerBench(slots: slots, policy: policy)
    bench.submit(stages: stages)
    #expect(bench.actions().last == "wake at 1000 ms")
    return bench
  }

  @Test func anAttemptThatRunsTooLongIsStoppedAndTriedElsewhere() {
    let bench = Self.bench(slots: [1, 1], stages: [2])
    bench.succeed("1.0.1#0", on: 2)
    #expect(
      bench.actions(atMilliseconds: 1000) == [
        "cancel 1.0.0#0 on 1", "1.0.0#0 timed out on 1", "run 1.0.0#1 on 2", "wake at 2000 ms",
      ])
    #expect(bench.outcome(of: "1.0.0#0", on: 1) == .ignored, "too late")
    #expect(bench.succeed("1.0.0#1", on: 2))
    #expect(bench.actions().last == "job 1 succeeded")
    #expect(bench.counters[JobID(1)]?.timeouts == 1)
  }

  @Test func theTimeBeforeAnAttemptBeginsDoesNotCount() {
    let bench = Self.bench(slots: [1], stages: [2])
    bench.pass(toMilliseconds: 900)
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == [])
    #expect(bench.actions(atMilliseconds: 1000) == ["wake at 1900 ms"])
    #expect(bench.actions(atMilliseconds: 1900).first == "cancel 1.0.1#0 on 1")
  }

  @Test func anExecutorThatCannotStopItIsKilledAndItsOtherTasksAreNotCharged() {
    let bench = Self.bench(slots: [2], stages: [2, 1])
    bench.pass(toMilliseconds: 900)
    bench.succeed("1.0.1#0")
    #expect(bench.actions(atMilliseconds: 1000).contains("cancel 1.0.0#0 on 1"))
    #expect(
      bench.actions(atMilliseconds: 2000) == [
        "cancel 1.0.0#1 on 1", "1.0.0#1 timed out on 1", "run 1.0.0#2 on 1", "wake at 6000 ms",
      ])
    #expect(
      bench.actions(atMilliseconds: 6000) == [
        "kill executor 1: task 0 of stage 0 of job 1, attempt 0 ran into its deadline and could not be stopped",
        "replace an executor",
      ])
    bench.lose(1)
    #expect(bench.actions() == [], "that is known")
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#3 on 2", "wake at 7000 ms"])
  }

  @Test func anExecutorThatStopsItInTimeGoesOn() {
    let bench = Self.bench(slots: [1], stages: [1])
    #expect(bench.actions(atMilliseconds: 1000).contains("run 1.0.0#1 on 1"))
    bench.fail("1.0.0#0", .timedOut)
    #expect(bench.actions() == ["wake at 2000 ms"])
    #expect(bench.succeed("1.0.0#1"))
  }

  @Test func anExecutorMayNoticeTheDeadlineItself() {
    let bench = Self.bench(slots: [1], stages: [1])
    bench.fail("1.0.0#0", .timedOut)
    #expect(bench.actions() == ["1.0.0#0 timed out on 1", "run 1.0.0#1 on 1"])
  }

  @Test func theFourthTimeoutFailsTheJob() {
    let bench = Self.bench(slots: [1], stages: [1])
    for number in 0..<4 {
      _ = bench.actions()
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"), .timedOut)
    }
    let error = bench.jobError()
    #expect(error?.code == .taskTimedOut)
    #expect(
      error?.message == """
        task 0 of stage 0 of job 1 ran into its deadline 4 times, the last time in attempt 3 on executor 1: it broke. \
        Allow it more time, or find out what it waits for
        """)
  }

  @Test func whatAnEndedJobLeavesRunningMustStopToo() {
    let bench = Self.bench(slots: [1], stages: [1])
    bench.cancel()
    _ = bench.actions()
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["define 2 on 1", "run 2.0.0#0 on 1"])
    #expect(bench.actions(atMilliseconds: 1000) == ["wake at 6000 ms"])
    #expect(bench.actions(atMilliseconds: 6000).first?.hasPrefix("kill executor 1") == true)
  }

  // MARK: A grace of the job's own

  private static func bench(graceMilliseconds grace: UInt64, deadlineMilliseconds deadline: UInt64?) -> SchedulerBench {
    let bench = SchedulerBench(slots: [1])
    var policy = JobPolicy()
    policy.stopGraceNanoseconds = grace * 1_000_000
    policy.taskDeadlineNanoseconds = deadline.map { $0 * 1_000_000 }
    bench.submit(stages: [1], policy: policy)
    _ = bench.actions()
    return bench
  }

  @Test func anAttemptWithoutADeadlineThatDoesNotStopTakesItsExecutorWithIt() {
    let bench = Self.bench(graceMilliseconds: 8000, deadlineMilliseconds: nil)
    bench.pass(toMilliseconds: 1000)
    bench.cancel()
    #expect(bench.actions().last == "wake at 9000 ms")
    bench.submit(2, stages: [1])
    #expect(bench.actions(atMilliseconds: 8999).last == "wake at 9000 ms")
    #expect(
      bench.actions(atMilliseconds: 9000) == [
        "kill executor 1: task 0 of stage 0 of job 1, attempt 0 was told to stop, and had not after 8000 ms",
        "replace an executor",
      ])
  }

  @Test func oneThatStopsWithinItsGraceDoesNot() {
    let bench = Self.bench(graceMilliseconds: 8000, deadlineMilliseconds: nil)
    bench.cancel()
    _ = bench.actions()
    bench.fail("1.0.0#0", .cancelled, atMilliseconds: 7000)
    #expect(bench.actions(atMilliseconds: 8000) == [])
    #expect(bench.scheduler.executorCount == 1)
  }

  @Test func theGraceCountsFromTheDeadlineAndIsNotCut() {
    let bench = Self.bench(graceMilliseconds: 8000, deadlineMilliseconds: 1000)
    #expect(bench.actions(atMilliseconds: 1000).first == "cancel 1.0.0#0 on 1")
    #expect(bench.actions(atMilliseconds: 6000) == ["wake at 9000 ms"])
    #expect(bench.actions(atMilliseconds: 9000).first?.hasPrefix("kill executor 1") == true)
  }

  @Test func withoutAnyLimitItMayTakeAsLongAsItLikes() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.cancel()
    #expect(bench.actions() == ["end 1 on 1", "job 1 failed: cancelled"])
    #expect(bench.actions(atMilliseconds: 1_000_000) == [])
  }

  @Test func itIsKnownWhenAnAttemptBeganAndHowLongItMayRun() throws {
    let bench = Self.bench(graceMilliseconds: 8000, deadlineMilliseconds: 1000)
    let beginning = try #require(bench.scheduler.beginning(of: "1.0.0#0", on: ExecutorID(1)))
    #expect(beginning == (0, 1_000_000_000))
    #expect(bench.scheduler.beginning(of: "1.0.0#1", on: ExecutorID(1)) == nil)
  }
}
