import CroftDriver
import CroftProtocol
import Testing

@Suite struct TaskFailureTests {
  @Test func anErrorIsRetriedAfterADelayThatDoubles() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
    bench.fail("1.0.0#0")
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 in 100 ms", "wake at 100 ms"])
    bench.timer(atMilliseconds: 99)
    #expect(bench.actions() == ["wake at 100 ms"])
    bench.timer(atMilliseconds: 100)
    #expect(bench.actions() == ["run 1.0.0#1 on 1"])
    bench.fail("1.0.0#1", atMilliseconds: 110)
    #expect(bench.actions() == ["retry of 1.0.0#1 on 1 in 200 ms", "wake at 310 ms"])
  }

  @Test(arguments: [(1, 100), (2, 200), (3, 400), (7, 6400), (8, 10_000), (9, 10_000), (40, 10_000)])
  func theDelayGrowsUpToTenSeconds(errors: Int, milliseconds: Int) {
    var policy = RetryPolicy()
    policy.maxAttempts = 100
    let bench = SchedulerBench(retry: policy)
    bench.submit(stages: [1])
    for number in 0..<errors - 1 {
      _ = bench.actions()
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"))
      bench.timer(atMilliseconds: 1_000_000)
    }
    _ = bench.actions()
    bench.fail(.init(stringLiteral: "1.0.0#\(errors - 1)"))
    #expect(bench.actions().first == "retry of 1.0.0#\(errors - 1) on 1 in \(milliseconds) ms")
  }

  @Test func theTimerIsForTheEarliestRetry() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.fail("1.0.0#0", atMilliseconds: 0)
    bench.fail("1.0.1#0", atMilliseconds: 50)
    #expect(
      bench.actions() == [
        "retry of 1.0.0#0 on 1 in 100 ms", "retry of 1.0.1#0 on 1 in 100 ms", "wake at 100 ms",
      ])
    bench.timer(atMilliseconds: 100)
    #expect(bench.actions() == ["run 1.0.0#1 on 1", "wake at 150 ms"])
    bench.timer(atMilliseconds: 150)
    #expect(bench.actions() == ["run 1.0.1#1 on 1"])
  }

  @Test func theFourthErrorFailsTheJobAndIsNamed() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    for number in 0..<4 {
      _ = bench.actions()
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"))
      bench.timer(atMilliseconds: 10_000)
    }
    let message = """
      task 0 of stage 0 of job 1 failed 4 times, the last time in attempt 3 on executor 1: Oops: it broke
      """
    #expect(bench.jobError() == JobError(.taskFailed, message, errorType: "Oops", stage: 0, partition: 0, attempt: 3))
  }

  @Test func otherTasksGoOnWhileOneWaits() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.fail("1.0.0#0")
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 in 100 ms", "run 1.0.2#0 on 1", "wake at 100 ms"])
  }

  @Test func anotherLineageFailsTheJobAtOnce() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.fail("1.0.0#0", .lineageDiffers)
    #expect(bench.jobError() == JobError(.lineageDiffers, "it broke"))
  }

  @Test func aFullDiskFailsTheJobAtOnce() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.fail("1.0.1#0", .diskFull)
    let message = "task 1 of stage 0 of job 1 found no room to write: it broke. Make room, or use another directory"
    #expect(
      bench.jobError() == JobError(.diskFull, message, stage: 0, partition: 1, taskMessage: "it broke"))
  }

  @Test func whatWouldFailAgainFailsTheJobAtOnce() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.fail("1.0.1#0", .permanent)
    let message = "task 1 of stage 0 of job 1 failed in attempt 0 on executor 1, and would fail again: Oops: it broke"
    #expect(bench.jobError() == JobError(.taskFailed, message, errorType: "Oops", stage: 0, partition: 1, attempt: 0))
  }

  @Test func oneFailedJobLeavesTheOthersAlone() {
    let bench = SchedulerBench()
    bench.submit(1, stages: [1])
    bench.submit(2, stages: [1])
    #expect(
      bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "define 2 on 1", "run 2.0.0#0 on 1"])
    bench.fail("1.0.0#0", .lineageDiffers)
    #expect(bench.actions() == ["end 1 on 1", "job 1 failed: it broke"])
    bench.succeed("2.0.0#0")
    #expect(bench.actions() == ["end 2 on 1", "job 2 succeeded"])
  }
}
