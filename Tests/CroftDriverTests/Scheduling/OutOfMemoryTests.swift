import CroftDriver
import CroftProtocol
import Testing

@Suite struct OutOfMemoryTests {
  /// One task, whose executor ran out of memory under it.
  private static func bench(slots: [Int] = [1], stages: [Int] = [1]) -> SchedulerBench {
    let bench = SchedulerBench(slots: slots)
    bench.submit(stages: stages)
    _ = bench.actions()
    bench.lose(1, cause: .outOfMemory)
    return bench
  }

  @Test func theTaskRunsAgainWithTwiceTheMemory() {
    let bench = Self.bench(slots: [1, 1], stages: [2])
    bench.succeed("1.0.1#0", on: 2)
    #expect(
      bench.actions() == [
        "lost executor 1: signal 9, 1 to repeat", "retry of 1.0.0#0 on 1 with 2 times the memory",
        "replace an executor by one of 2 times the memory",
      ])
    #expect(bench.actions() == [], "executor 2 is too small")
    bench.join(3, memoryBytes: 2)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.0#1 on 3"])
    #expect(bench.succeed("1.0.0#1", on: 3))
    _ = bench.actions()
    #expect(bench.counters[JobID(1)]?.outOfMemory == 1)
    #expect(bench.counters[JobID(1)]?.executorsLost == 0)
  }

  @Test func whatHadNotBegunRunsAnywhere() {
    let bench = Self.bench(slots: [1], stages: [2])
    _ = bench.actions()
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.1#1 on 2"])
  }

  @Test func theFourthTimeFailsTheJob() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    for (executor, factor) in [(1, 2), (2, 4), (3, 8)] {
      _ = bench.actions()
      bench.lose(executor, cause: .outOfMemory)
      #expect(bench.actions().last == "replace an executor by one of \(factor) times the memory")
      bench.join(executor + 1, memoryBytes: factor)
    }
    _ = bench.actions()
    bench.lose(4, cause: .outOfMemory)
    let error = bench.jobError()
    #expect(error?.code == .outOfMemory)
    #expect(
      error?.message == """
        task 0 of stage 0 of job 1 ran out of memory 4 times, the last time on executor 4 with 8 times the usual \
        memory: signal 9. Use more and smaller partitions, or give executors more memory
        """)
  }

  @Test func whereMoreMemoryCannotBeHadItRunsWithWhatThereIs() {
    let bench = Self.bench()
    _ = bench.actions()
    bench.scheduler.noLargerExecutors(than: 1)
    #expect(bench.actions() == ["replace an executor"])
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#1 on 2"])
    bench.lose(2, cause: .outOfMemory)
    #expect(bench.actions().last == "replace an executor")
  }

  @Test func itRunsOnTheLargestIfNoLargerOneIsToCome() {
    let bench = Self.bench(slots: [1, 1], stages: [2])
    _ = bench.actions()
    bench.succeed("1.0.1#0", on: 2)
    bench.scheduler.noMoreExecutors(because: JobError(.noExecutors, "none left"))
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#1 on 2"].suffix(1))
  }

  @Test func aLargeExecutorIsReplacedByALargeOne() {
    let bench = Self.bench()
    _ = bench.actions()
    bench.join(2, memoryBytes: 2)
    _ = bench.actions()
    bench.lose(2)
    #expect(bench.actions().last == "replace an executor by one of 2 times the memory")
  }
}
