import CroftDriver
import CroftProtocol
import Testing

@Suite struct JobLifeTests {
  @Test func aJobRunsFromItsDefinitionToItsEnd() {
    let bench = SchedulerBench()
    bench.submit(stages: [1, 1])
    #expect(bench.scheduler.hasJobs)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
    #expect(!bench.succeed("1.0.0#0"), "a map output is no part of the result")
    #expect(bench.actions() == ["outputs of 1.0 [0] to 1", "run 1.1.0#0 on 1"])
    #expect(bench.succeed("1.1.0#0"))
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
    #expect(!bench.scheduler.hasJobs)
  }

  @Test func independentStagesRunBesideEachOther() {
    let bench = SchedulerBench(slots: [3])
    let stages: [JobShape.Stage] = [
      .init(partitionCount: 1, parents: []), .init(partitionCount: 1, parents: []),
      .init(partitionCount: 1, parents: [0, 1]),
    ]
    bench.scheduler.submit(JobID(1), JobShape(stages: stages))
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.1.0#0 on 1"])
    bench.succeed("1.1.0#0")
    #expect(bench.actions() == [])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["outputs of 1.0 [0] to 1", "outputs of 1.1 [0] to 1", "run 1.2.0#0 on 1"])
  }

  @Test func aJobWithoutPartitionsSucceedsAtOnce() {
    let bench = SchedulerBench(slots: [])
    bench.submit(stages: [0])
    #expect(bench.actions() == ["job 1 succeeded"])
  }

  @Test func anEmptyMapStageHasNoOutputs() {
    let bench = SchedulerBench()
    bench.submit(stages: [0, 1])
    #expect(bench.actions() == ["define 1 on 1", "outputs of 1.0 [] to 1", "run 1.1.0#0 on 1"])
  }

  @Test func theSameAnswerCountsOnce() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    #expect(bench.succeed("1.0.0#0"))
    #expect(!bench.succeed("1.0.0#0"))
    bench.fail("1.0.0#0")
    #expect(bench.actions() == ["run 1.0.2#0 on 1"])
  }

  @Test func anAnswerFromTheWrongExecutorIsIgnored() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [2])
    _ = bench.actions()
    #expect(!bench.succeed("1.0.0#0", on: 2))
    #expect(!bench.succeed("1.0.0#0", on: 7))
    #expect(!bench.succeed("9.0.0#0", on: 1))
    #expect(bench.actions() == [])
    #expect(bench.succeed("1.0.0#0", on: 1))
  }

  // MARK: Ending early

  @Test func aCancelledJobEndsEverywhere() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [9])
    _ = bench.actions()
    bench.cancel()
    #expect(bench.actions() == ["end 1 on 1", "end 1 on 2", "job 1 failed: cancelled"])
    bench.cancel()
    #expect(bench.actions() == [])
  }

  @Test func aCancelledJobsSlotsAreFreeWhenItsTasksHaveAnswered() {
    let bench = SchedulerBench()
    bench.submit(1, stages: [2])
    _ = bench.actions()
    bench.cancel(1)
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["end 1 on 1", "job 1 failed: cancelled"])
    bench.handBack(["1.0.1#0"])
    #expect(bench.actions() == ["define 2 on 1", "run 2.0.0#0 on 1"], "ahead of the task that is being stopped")
    bench.fail("1.0.0#0", .cancelled)
    #expect(bench.actions() == [])
  }

  @Test func aCancelledJobsRetriesAreForgotten() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.fail("1.0.0#0")
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 in 100 ms", "wake at 100 ms"])
    bench.cancel()
    #expect(bench.actions() == ["end 1 on 1", "job 1 failed: cancelled"])
    bench.timer(atMilliseconds: 100)
    #expect(bench.actions() == [])
  }

  @Test func aJobThatTakesAFewStartsSmallAndGrowsFourfold() {
    let bench = SchedulerBench()
    bench.submit(stages: [40], startsSmall: true)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["run 1.0.1#0 on 1", "run 1.0.2#0 on 1", "run 1.0.3#0 on 1"])
    bench.succeed("1.0.1#0")
    bench.succeed("1.0.2#0")
    #expect(bench.actions() == [])
    bench.succeed("1.0.3#0")
    #expect(bench.actions() == (4..<16).map { "run 1.0.\($0)#0 on 1" })
    bench.scheduler.satisfy(JobID(1))
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
    bench.scheduler.satisfy(JobID(1))
    #expect(bench.actions() == [])
  }

  @Test func onlyTheLastStageStartsSmall() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(stages: [2, 2], startsSmall: true)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
    bench.succeed("1.0.0#0")
    bench.succeed("1.0.1#0")
    #expect(bench.actions() == ["outputs of 1.0 [0, 0] to 1", "run 1.1.0#0 on 1"])
  }
}
