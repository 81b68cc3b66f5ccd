import CroftDriver
import CroftProtocol
import Testing

@Suite struct ProgressTests {
  @Test func progressTellsHowFarEachStageIs() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(stages: [5, 2])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    bench.fail("1.0.1#0")
    _ = bench.actions(atMilliseconds: 100)
    let progress = bench.scheduler.progress(of: JobID(1))
    #expect(
      progress?.stages == [
        .init(total: 5, done: 1, running: 2, failed: 1, retried: 1, isDormant: false),
        .init(total: 2, done: 0, running: 0, failed: 0, retried: 0, isDormant: false),
      ])
    #expect(progress?.counters.errors == 1)
    #expect(progress?.counters.succeeded == 1)
  }

  @Test func aJobThatDoesNotRunHasNoProgress() {
    let bench = SchedulerBench()
    #expect(bench.scheduler.progress(of: JobID(1)) == nil)
  }

  @Test func theEndOfAJobCarriesItsCounters() {
    let bench = SchedulerBench()
    bench.submit(stages: [1, 1])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    _ = bench.actions()
    bench.fail("1.1.0#0", .mapOutputLost, lost: "1.0.0#0")
    _ = bench.actions()
    #expect(bench.outcome(of: "1.0.0#1") == .counted(isResult: false, isFirst: false))
    _ = bench.actions()
    bench.succeed("1.1.0#1")
    _ = bench.actions()
    var expected = JobCounters()
    expected.succeeded = 3
    expected.mapOutputsLost = 1
    #expect(bench.counters == [JobID(1): expected])
  }
}
