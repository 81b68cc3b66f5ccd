import CroftDriver
import CroftProtocol
import Testing

/// Parts of a job that an earlier driver had finished.
@Suite struct FinishedPartsTests {
  @Test func onlyTheRestRuns() {
    let bench = SchedulerBench(slots: [3])
    bench.submit(
      1,
      [
        .init(partitionCount: 3, parents: [], finished: [0: 2, 2: 0]),
        .init(partitionCount: 2, parents: [0], finished: [1: 0]),
      ])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.1#0 on 1"])
    bench.succeed("1.0.1#0")
    #expect(bench.actions() == ["outputs of 1.0 [2, 0, 0] to 1", "run 1.1.0#0 on 1"])
    #expect(bench.succeed("1.1.0#0"))
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
  }

  @Test func aJobWhoseResultIsThereEndsAtOnce() {
    let bench = SchedulerBench()
    bench.submit(1, [.init(partitionCount: 3, parents: []), .init(partitionCount: 1, parents: [0], finished: [0: 7])])
    #expect(bench.actions() == ["job 1 succeeded"])
  }

  @Test func aFinishedOutputThatIsLostIsMadeByAHigherAttempt() {
    let bench = SchedulerBench()
    bench.submit(1, [.init(partitionCount: 1, parents: [], finished: [0: 5]), .init(partitionCount: 1, parents: [0])])
    #expect(bench.actions() == ["define 1 on 1", "outputs of 1.0 [5] to 1", "run 1.1.0#0 on 1"])
    bench.fail("1.1.0#0", .mapOutputLost, lost: "1.0.0#5")
    #expect(bench.actions() == ["recompute 1.0.0#5", "run 1.0.0#6 on 1"])
    #expect(bench.outcome(of: "1.0.0#6") == .counted(isResult: false, isFirst: false))
  }

  @Test func aJobThatStartsSmallSkipsWhatIsThere() {
    let bench = SchedulerBench()
    let stage = JobShape.Stage(partitionCount: 20, parents: [], finished: [0: 0, 1: 0, 2: 0, 3: 0])
    bench.scheduler.submit(JobID(1), JobShape(stages: [stage], startsSmall: true))
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.4#0 on 1", "run 1.0.5#0 on 1"])
  }

  @Test func whatNoDriverCouldHaveWrittenIsNoHarm() {
    let bench = SchedulerBench()
    bench.submit(
      1, [.init(partitionCount: 1, parents: [], finished: [0: .max, 9: 1]), .init(partitionCount: 1, parents: [0])])
    _ = bench.actions()
    bench.fail("1.1.0#0", .mapOutputLost, lost: .init(stringLiteral: "1.0.0#65535"))
    #expect(bench.jobError()?.code == .taskFailed)
  }
}
