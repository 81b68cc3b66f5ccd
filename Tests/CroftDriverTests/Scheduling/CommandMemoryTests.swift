import CroftDriver
import CroftProtocol
import Testing

/// Commands that ran out of memory, under executors that go on. Memory counts in an executor's usual memory.
@Suite struct CommandMemoryTests {
  private static func bench(
    slots: [Int] = [1], tasks: Int = 1, _ memory: TaskMemoryPolicy = TaskMemoryPolicy(bytes: 1),
    scaling: ScalingPolicy? = nil
  ) -> SchedulerBench {
    var policy = SchedulerPolicy()
    policy.memory = MemoryPolicy(executorBytes: 4)
    policy.scaling = scaling
    let bench = SchedulerBench(slots: [], policy: policy)
    for (index, count) in slots.enumerated() { bench.join(index + 1, slots: count, memoryBytes: 4) }
    var own = JobPolicy()
    own.memory = memory
    bench.submit(stages: [tasks], policy: own)
    return bench
  }

  @Test func theCommandRunsAgainWithMoreMemoryOnTheSameExecutor() {
    let bench = Self.bench(tasks: 2)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1 with 1", "run 1.0.1#0 on 1 with 1"])
    bench.fail("1.0.0#0", .outOfMemory)
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 with 2 for its command", "run 1.0.0#1 on 1 with 2"])
    bench.succeed("1.0.1#0")
    _ = bench.actions()
    bench.fail("1.0.0#1", .outOfMemory)
    #expect(bench.actions() == ["retry of 1.0.0#1 on 1 with 4 for its command", "run 1.0.0#2 on 1 with 4"])
    #expect(bench.succeed("1.0.0#2"))
    _ = bench.actions()
    #expect(bench.counters[JobID(1)]?.outOfMemory == 2)
    #expect(bench.counters[JobID(1)]?.errors == 0)
  }

  @Test func memoryGrowsByTheJobsFactorUpToItsCap() {
    let bench = Self.bench(TaskMemoryPolicy(bytes: 1, growth: 3, mostBytes: 4))
    for (number, bytes) in [(0, 1), (1, 3), (2, 4), (3, 4)] {
      #expect(bench.actions().last == "run 1.0.0#\(number) on 1 with \(bytes)")
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"), .outOfMemory)
    }
    let error = bench.jobError()
    #expect(error?.code == .outOfMemory)
    #expect(
      error?.message == """
        task 0 of stage 0 of job 1 ran out of memory 4 times, the last time in attempt 3 on executor 1: it broke. \
        Give tasks more memory at first, or let it grow further
        """)
  }

  @Test func anExecutorThatIsTooSmallMakesRoomForALargerOne() {
    let bench = Self.bench(slots: [1, 1], tasks: 4, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1, .outOfMemory)
    let actions = bench.actions()
    #expect(actions.contains("retry of 1.0.0#0 on 1 with 8 for its command"))
    #expect(actions.contains("1 makes room for 8 after 1"))
    #expect(!actions.contains { $0.hasPrefix("run 1.0.0") }, "it waits for the larger one")
    for attempt in ["1.0.2#0", "1.0.3#0"] { bench.handBack([.init(stringLiteral: attempt)], by: 1) }
    bench.succeed("1.0.2#0", on: 1)
    bench.succeed("1.0.3#0", on: 1)
    let leaving = bench.actions()
    #expect(leaving.contains("release executor 1"))
    #expect(leaving.contains("replace an executor by one of 8 times the memory"))
    bench.join(3, memoryBytes: 8)
    #expect(bench.actions().contains("run 1.0.0#1 on 3 with 8"))
  }

  @Test func theTaskWaitsForTheLargerExecutorThoughAnotherHasNothingToDo() {
    let bench = Self.bench(slots: [2, 1], tasks: 3, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1, .outOfMemory)
    #expect(bench.actions().contains("1 makes room for 8 after 1"))
    bench.succeed("1.0.1#0", on: 2)
    #expect(bench.actions() == [])
    bench.succeed("1.0.2#0", on: 1)
    #expect(bench.actions() == ["release executor 1", "replace an executor by one of 8 times the memory"])
  }

  @Test func oneLargerExecutorIsEnough() {
    let bench = Self.bench(slots: [1, 1, 1], tasks: 2, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1, .outOfMemory)
    bench.fail("1.0.1#0", on: 2, .outOfMemory)
    let actions = bench.actions()
    #expect(actions.filter { $0.contains("makes room") }.count == 1)
    #expect(actions.filter { $0.hasPrefix("replace") }.count == 1)
  }

  @Test func whatAnExecutorNeedsForItselfComesOnTop() {
    let bench = Self.bench(TaskMemoryPolicy(bytes: 2, executorOverheadBytes: 1))
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    let actions = bench.actions()
    #expect(actions.contains("1 makes room for 5 after 0"))
    #expect(actions.contains("replace an executor by one of 5 times the memory"))
    bench.join(2, memoryBytes: 5)
    #expect(bench.actions().contains("run 1.0.0#1 on 2 with 4"))
  }

  @Test func whereThereMayBeMoreExecutorsOneMoreIsAskedFor() {
    let bench = Self.bench(TaskMemoryPolicy(bytes: 4), scaling: ScalingPolicy(minimum: 1, maximum: 2))
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    let actions = bench.actions()
    #expect(actions.contains("request 1 of 8 times the memory"))
    #expect(!actions.contains { $0.hasPrefix("release") || $0.hasPrefix("run") })
  }

  @Test func aLargerOneThatCannotBeStartedIsAskedForAgain() {
    let bench = Self.bench(TaskMemoryPolicy(bytes: 4), scaling: ScalingPolicy(minimum: 1, maximum: 2))
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    _ = bench.actions()
    bench.failToStart(2)
    #expect(bench.actions().contains("replace an executor by one of 8 times the memory"))
  }

  @Test func whereNoLargerOneCanBeHadItRunsWhereItWas() {
    let bench = Self.bench(slots: [1, 1], tasks: 3, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1, .outOfMemory)
    #expect(bench.actions().contains("1 makes room for 8 after 1"))
    bench.succeed("1.0.2#0", on: 1)
    #expect(bench.actions() == ["release executor 1", "replace an executor by one of 8 times the memory"])
    bench.scheduler.noLargerExecutors(than: 4)
    #expect(bench.actions().contains("replace an executor by one of 4 times the memory"), "as the others are")
    bench.join(3, memoryBytes: 4)
    #expect(bench.actions() == ["revoke 1.0.0#1 on 2"])
    bench.handBack(["1.0.0#1"], by: 2)
    #expect(bench.actions().contains("run 1.0.0#1 on 3 with 8"))
  }

  @Test func anExecutorThatWasToMakeRoomStaysIfNoneIsLarger() {
    let bench = Self.bench(slots: [2], tasks: 2, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    #expect(bench.actions().contains("1 makes room for 8 after 1"))
    bench.scheduler.noLargerExecutors(than: 4)
    #expect(bench.actions() == ["run 1.0.0#1 on 1 with 8"])
  }

  @Test func whereNoMoreCanBeHadItRunsWhereItWas() {
    let bench = Self.bench(TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.scheduler.noMoreExecutors(because: JobError(.noExecutors, "none left"))
    bench.fail("1.0.0#0", .outOfMemory)
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 with 8 for its command", "run 1.0.0#1 on 1 with 8"])
  }

  @Test func anExecutorThatWasToMakeRoomStaysIfNoLargerOneComes() {
    let bench = Self.bench(slots: [2], tasks: 2, TaskMemoryPolicy(bytes: 4))
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    #expect(bench.actions().contains("1 makes room for 8 after 1"))
    bench.scheduler.noMoreExecutors(because: JobError(.noExecutors, "none left"))
    #expect(bench.actions() == ["run 1.0.0#1 on 1 with 8"])
  }

  @Test func aJobWithoutSuchLimitsTriesAgainAsItWas() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.fail("1.0.0#0", .outOfMemory)
    #expect(bench.actions() == ["retry of 1.0.0#0 on 1 with the same for its command", "run 1.0.0#1 on 1"])
  }

  @Test(arguments: [(-1, 1), (0, 1), (1, 1), (Int.max, Int.max)])
  func oddNumbersMakeAPolicyAllTheSame(bytes: Int, atFirst: Int) {
    let policy = TaskMemoryPolicy(bytes: bytes, growth: .nan, mostBytes: 0, executorOverheadBytes: -1)
    #expect(policy.bytes == atFirst && policy.mostBytes == atFirst && policy.growth == 1)
    #expect(policy.executorOverheadBytes == 0)
  }
}
