import CroftDriver
import CroftProtocol
import Testing

@Suite struct LostOutputTests {
  /// A job of two map tasks, which are done, and two readers, which were sent to executor 1.
  private static func bench() -> SchedulerBench {
    let bench = SchedulerBench()
    bench.submit(stages: [2, 2])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    bench.succeed("1.0.1#0")
    #expect(bench.actions() == ["outputs of 1.0 [0, 0] to 1", "run 1.1.0#0 on 1", "run 1.1.1#0 on 1"])
    return bench
  }

  @Test func aLostOutputIsMadeAnewByItsTaskAlone() {
    let bench = Self.bench()
    bench.fail("1.1.0#0", .mapOutputLost, lost: "1.0.1#0")
    #expect(bench.actions() == ["recompute 1.0.1#0", "run 1.0.1#1 on 1"])
    bench.fail("1.1.1#0", .mapOutputLost, lost: "1.0.1#0")
    #expect(bench.actions() == [], "it is being made already")
    bench.succeed("1.0.1#1")
    #expect(bench.actions() == ["outputs of 1.0 [0, 1] to 1", "run 1.1.1#1 on 1", "run 1.1.0#1 on 1"])
    bench.fail("1.1.1#1", .mapOutputLost, lost: "1.0.1#0")
    #expect(bench.actions() == ["run 1.1.1#2 on 1"], "that one was replaced long ago")
  }

  @Test func aReaderThatGotThroughCounts() {
    let bench = Self.bench()
    bench.fail("1.1.0#0", .mapOutputLost, lost: "1.0.1#0")
    #expect(bench.succeed("1.1.1#0"))
    #expect(bench.actions() == ["recompute 1.0.1#0", "run 1.0.1#1 on 1"])
    bench.succeed("1.0.1#1")
    #expect(bench.actions() == ["outputs of 1.0 [0, 1] to 1", "run 1.1.0#1 on 1"])
    #expect(bench.succeed("1.1.0#1"))
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
  }

  @Test func outputsThatAreLostAgainAndAgainFailTheJob() {
    let bench = Self.bench()
    for number in 0..<8 {
      #expect(bench.scheduler.hasJobs)
      let lost = TaskAttempt(stringLiteral: "1.0.1#\(number)")
      bench.fail(.init(stringLiteral: "1.1.0#\(number)"), .mapOutputLost, lost: lost)
      if number == 7 { continue }
      _ = bench.actions()
      bench.succeed(.init(stringLiteral: "1.0.1#\(number + 1)"))
      _ = bench.actions()
    }
    let message = "the output of task 1 of stage 0 of job 1 was lost 8 times; the last time: it broke"
    #expect(bench.jobError() == JobError(.mapOutputsLost, message, stage: 0, partition: 1))
  }

  @Test(arguments: ["2.0.0#0", "1.1.1#0", "1.7.0#0", "1.0.2#0"] as [TaskAttempt])
  func whatTheTaskDoesNotReadCannotBeLost(lost: TaskAttempt) {
    let bench = Self.bench()
    bench.fail("1.1.0#0", .mapOutputLost, lost: lost)
    #expect(bench.jobError()?.code == .mapOutputsLost)
  }
}
