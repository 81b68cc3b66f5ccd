import CroftDriver
import CroftProtocol
import Testing

@Suite struct ExecutorLossTests {
  @Test func aLostExecutorsTasksAreRepeatedElsewhereOneByOne() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [4])
    _ = bench.actions()
    bench.lose(1)
    #expect(bench.scheduler.executorCount == 1)
    #expect(bench.actions() == ["lost executor 1: signal 9, 2 to repeat", "replace an executor"])
    bench.join(3)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.2#1 on 3"], "nothing is sent ahead beside it")
    bench.succeed("1.0.2#1", on: 3)
    #expect(bench.actions() == ["run 1.0.0#1 on 3"])
  }

  @Test func nothingIsSentAheadWhileATaskWaitsToRunAlone() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [20])
    _ = bench.actions()
    bench.lose(1)
    _ = bench.actions()
    bench.succeed("1.0.1#0", on: 2)
    #expect(bench.actions() == [])
    bench.succeed("1.0.3#0", on: 2)
    #expect(bench.actions() == ["run 1.0.2#1 on 2"])
    bench.succeed("1.0.2#1", on: 2)
    #expect(bench.actions() == ["run 1.0.0#1 on 2"])
    bench.succeed("1.0.0#1", on: 2)
    #expect(bench.actions() == (4..<20).map { "run 1.0.\($0)#0 on 2" })
  }

  @Test func nothingIsSentAheadBesideASuspectOnAnotherSlot() {
    let bench = SchedulerBench()
    bench.submit(stages: [20])
    _ = bench.actions()
    bench.lose(1)
    bench.join(2, slots: 3)
    _ = bench.actions()
    bench.succeed("1.0.1#1", on: 2)
    bench.succeed("1.0.2#0", on: 2)
    #expect(bench.actions() == ["run 1.0.3#0 on 2", "run 1.0.4#0 on 2"], "task 0 is still out")
    bench.succeed("1.0.0#1", on: 2)
    #expect(bench.actions() == (5..<20).map { "run 1.0.\($0)#0 on 2" })
  }

  @Test func aTaskThatTookThreeExecutorsWithItFailsItsJob() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    for executor in 1...3 {
      #expect(bench.actions().last == "run 1.0.0#\(executor - 1) on \(executor)")
      bench.lose(executor)
      bench.join(executor + 1)
    }
    let message = "task 0 of stage 0 of job 1 took 3 executors with it; the last one, executor 3: signal 9"
    #expect(bench.jobError() == JobError(.executorsLost, message, stage: 0, partition: 0, attempt: 2))
  }

  @Test func aTaskThatWasOnlyQueuedIsNotCharged() {
    let bench = SchedulerBench()
    bench.submit(stages: [2])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
    for executor in 1...3 {
      bench.lose(executor)
      bench.join(executor + 1)
      #expect(bench.actions().last == "run 1.0.1#\(executor) on \(executor + 1)")
    }
    bench.lose(4)
    #expect(bench.jobError()?.partition == 1, "only three of the four died under it")
  }

  @Test func anEndedJobsTasksAreNotRepeated() {
    let bench = SchedulerBench()
    bench.submit(1, stages: [2])
    _ = bench.actions()
    bench.cancel()
    _ = bench.actions()
    bench.lose(1)
    #expect(bench.actions() == ["lost executor 1: signal 9, 0 to repeat"])
  }

  @Test func lateAnswersOfALostExecutorAreIgnored() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.lose(1)
    _ = bench.actions()
    #expect(!bench.succeed("1.0.0#0", on: 1))
    bench.fail("1.0.0#0", on: 1)
    bench.handBack(["1.0.0#0"], by: 1)
    bench.lose(1)
    #expect(bench.actions() == [])
    #expect(bench.succeed("1.0.1#0", on: 2))
    #expect(bench.actions() == ["run 1.0.0#1 on 2"])
  }

  @Test func committedOutputsSurviveTheirExecutor() {
    let bench = SchedulerBench()
    bench.submit(stages: [1, 1])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    bench.lose(1)
    bench.join(2)
    #expect(bench.actions().suffix(3) == ["define 1 on 2", "outputs of 1.0 [0] to 2", "run 1.1.0#0 on 2"])
  }

  @Test func anExecutorThatWasLetGoIsNeitherReplacedNorHeldAgainstItsTasks() {
    var policy = RetryPolicy()
    policy.maxExecutorLosses = 1
    let bench = SchedulerBench(retry: policy)
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.lose(1, cause: .released)
    #expect(bench.actions() == [])
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.1#1 on 2", "run 1.0.0#1 on 2"])
  }

  @Test func withoutAnyExecutorToComeEveryJobFails() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(1, stages: [2])
    bench.submit(2, stages: [2])
    _ = bench.actions()
    let none = JobError(.noExecutors, "none left")
    bench.scheduler.noMoreExecutors(because: none)
    #expect(bench.actions() == [], "one is still here")
    bench.lose(1, cause: .released)
    #expect(bench.actions() == ["job 1 failed: none left", "job 2 failed: none left"])
    bench.submit(3, stages: [2])
    #expect(bench.actions() == ["job 3 failed: none left"], "it was not said for nothing")
  }
}
