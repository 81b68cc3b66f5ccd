import CroftDriver
import CroftProtocol
import Testing

@Suite struct UselessExecutorTests {
  /// No task is condemned before the executors are.
  private static var forgivingPolicy: RetryPolicy {
    var policy = RetryPolicy()
    policy.maxExecutorLosses = 100
    return policy
  }

  // MARK: Without a job

  @Test func whatEndsWhileThereIsNoJobIsReplacedForTheNextOne() {
    let bench = SchedulerBench(slots: [1, 1, 1])
    bench.lose(1)
    bench.lose(3)
    #expect(
      bench.actions() == ["lost executor 1: signal 9, 0 to repeat", "lost executor 3: signal 9, 0 to repeat"])
    bench.submit(1, stages: [1])
    #expect(
      bench.actions() == ["replace an executor", "replace an executor", "define 1 on 2", "run 1.0.0#0 on 2"])
    bench.submit(2, stages: [0])
    #expect(bench.actions() == ["job 2 succeeded"], "they were asked for already")
  }

  @Test func whatEndsWhileThereIsNoJobIsNeverCounted() {
    let bench = SchedulerBench(slots: Array(repeating: 1, count: 10))
    for executor in 1...9 { bench.lose(executor) }
    bench.submit(stages: [1])
    #expect(bench.actions().count { $0 == "replace an executor" } == 9)
    bench.lose(10)
    #expect(bench.actions() == ["lost executor 10: signal 9, 1 to repeat", "replace an executor"])
    #expect(bench.scheduler.hasJobs)
  }

  @Test func anExecutorThatWasLetGoIsNotMissing() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.lose(1, cause: .released)
    bench.submit(stages: [1])
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#0 on 2"])
  }

  @Test func theLossThatEndsTheLastJobLeavesNothingToReplaceFor() {
    let bench = SchedulerBench()
    bench.submit(1, stages: [1])
    for executor in 1...2 {
      _ = bench.actions()
      bench.lose(executor)
      bench.join(executor + 1)
    }
    _ = bench.actions()
    bench.lose(3)
    let actions = bench.actions()
    #expect(actions.count == 2 && actions[1].hasPrefix("job 1 failed: "), "\(actions)")
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["replace an executor"])
  }

  // MARK: In a row

  @Test func fiveUselessExecutorsInARowFailEveryJobWhenNoneIsLeft() {
    let bench = SchedulerBench(retry: Self.forgivingPolicy)
    bench.submit(1, stages: [1])
    bench.submit(2, stages: [1])
    for executor in 1...4 {
      _ = bench.actions()
      bench.lose(executor)
      #expect(bench.actions().last == "replace an executor")
      bench.join(executor + 1)
    }
    _ = bench.actions()
    bench.lose(5)
    let message = "5 executors in a row ended before they finished a task; the last one: signal 9"
    #expect(
      bench.actions() == [
        "lost executor 5: signal 9, 1 to repeat", "job 1 failed: \(message)", "job 2 failed: \(message)",
      ])
    bench.submit(3, stages: [1])
    #expect(bench.actions() == ["replace an executor"], "a new job is a new attempt")
    bench.join(6)
    #expect(bench.actions() == ["define 3 on 6", "run 3.0.0#0 on 6"])
    bench.lose(6)
    #expect(bench.actions().last == "replace an executor", "counted from the start")
  }

  @Test func theJobsGoOnWithTheExecutorsThatAreLeft() {
    let bench = SchedulerBench(slots: Array(repeating: 1, count: 6), retry: Self.forgivingPolicy)
    bench.submit(1, stages: [20])
    _ = bench.actions()
    for executor in 1...4 { bench.lose(executor) }
    #expect(bench.actions().count { $0 == "replace an executor" } == 4)
    bench.lose(5)
    #expect(bench.actions() == ["lost executor 5: signal 9, 2 to repeat"], "executor 6 is left")
    bench.succeed("1.0.5#0", on: 6)
    bench.succeed("1.0.11#0", on: 6)
    #expect(bench.actions().count == 1, "it works on")
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["replace an executor"])
  }

  @Test func theJobsFailWhenTheLastOneLeftIsUselessToo() {
    let bench = SchedulerBench(slots: Array(repeating: 1, count: 6), retry: Self.forgivingPolicy)
    bench.submit(stages: [20])
    _ = bench.actions()
    for executor in 1...6 { bench.lose(executor) }
    let message = "6 executors in a row ended before they finished a task; the last one: signal 9"
    #expect(bench.jobError() == JobError(.executorsLost, message))
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["replace an executor", "replace an executor"])
  }

  @Test func oneFinishedTaskShowsThatExecutorsAreNotUseless() {
    let bench = SchedulerBench(slots: [1, 1, 1, 1, 1, 1])
    bench.submit(stages: [100])
    _ = bench.actions()
    for executor in 1...4 { bench.lose(executor) }
    bench.succeed("1.0.4#0", on: 5)
    bench.lose(6)
    #expect(bench.actions().count { $0 == "replace an executor" } == 5)
    #expect(bench.scheduler.hasJobs)
  }
}
