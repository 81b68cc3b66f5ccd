import CroftDriver
import CroftProtocol
import Testing

/// An executor whose channel has ended, and of which nobody has said yet why.
@Suite struct ClosingExecutorTests {
  @Test func aClosingExecutorIsGivenNothingMore() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(1, stages: [9])
    _ = bench.actions()
    bench.close(1)
    #expect(bench.succeed("1.0.0#0", on: 1), "what it had said before still counts")
    #expect(bench.actions() == (4..<9).map { "run 1.0.\($0)#0 on 2" }, "all for executor 2")
    bench.lose(1)
    #expect(bench.actions() == ["lost executor 1: signal 9, 1 to repeat", "replace an executor"])
  }

  @Test func anExecutorIsGivenNothingBeforeItsHello() {
    let bench = SchedulerBench(slots: [])
    bench.scheduler.executorGranted(ExecutorID(1), slots: 1, memoryBytes: 1)
    bench.scheduler.noMoreExecutors(because: JobError(.noExecutors, "none left"))
    bench.submit(1, stages: [1])
    #expect(bench.actions() == [], "it may still come")
    bench.scheduler.executorReady(ExecutorID(1))
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
  }

  @Test func aClosingExecutorIsNotAskedToHandBack() {
    let bench = SchedulerBench()
    bench.submit(stages: [6])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    #expect(bench.actions().count == 4)
    bench.close(1)
    bench.join(2, slots: 2)
    #expect(bench.actions() == [])
  }

  @Test func aClosingExecutorIsNotWaitedForByATaskOnItsLastChance() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    for executor in 1...2 {
      _ = bench.actions()
      bench.lose(executor)
      if executor == 1 { bench.join(2) }
    }
    _ = bench.actions()
    bench.join(3)
    bench.close(3)
    #expect(bench.actions() == [])
    bench.join(4)
    #expect(bench.actions() == ["define 1 on 4", "run 1.0.0#2 on 4"])
  }

  @Test func withClosingExecutorsAloneAJobWaits() {
    let bench = SchedulerBench()
    bench.close(1)
    bench.submit(stages: [1])
    #expect(bench.actions() == [])
    #expect(bench.scheduler.executorCount == 1)
    bench.lose(1)
    #expect(bench.actions() == ["lost executor 1: signal 9, 0 to repeat", "replace an executor"])
  }

  @Test func anUnknownExecutorCannotClose() {
    let bench = SchedulerBench(slots: [])
    bench.close(7)
    #expect(bench.scheduler.executorCount == 0)
  }
}
