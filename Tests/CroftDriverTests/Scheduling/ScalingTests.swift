import CroftDriver
import CroftProtocol
import Testing

@Suite struct ScalingTests {
  private static func bench(_ minimum: Int, _ maximum: Int, slots: [Int]) -> SchedulerBench {
    var policy = SchedulerPolicy()
    policy.scaling = ScalingPolicy(minimum: minimum, maximum: maximum)
    return SchedulerBench(slots: slots, policy: policy)
  }

  @Test func oneThenTwoThenFourAreAskedForWhileTasksWait() {
    let bench = Self.bench(1, 10, slots: [1])
    bench.submit(stages: [100])
    #expect(bench.actions().last == "wake at 1000 ms")
    #expect(bench.actions(atMilliseconds: 999) == ["wake at 1000 ms"])
    #expect(bench.actions(atMilliseconds: 1000) == ["request 1", "wake at 2000 ms"])
    #expect(bench.actions(atMilliseconds: 2000) == ["request 2", "wake at 3000 ms"])
    #expect(bench.actions(atMilliseconds: 3000) == ["request 4", "wake at 4000 ms"])
    #expect(bench.actions(atMilliseconds: 4000) == ["request 2", "wake at 5000 ms"], "there are ten then")
    #expect(bench.actions(atMilliseconds: 5000) == [])
  }

  @Test func noMoreAreAskedForThanTheTasksNeed() {
    let bench = Self.bench(1, 10, slots: [2])
    bench.submit(stages: [5])
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 1000).first == "request 1")
    #expect(bench.actions(atMilliseconds: 2000).first == "request 1", "six slots for five tasks")
    #expect(bench.actions(atMilliseconds: 3000) == [])
  }

  @Test func aBacklogThatGoesAwayIsForgotten() {
    let bench = Self.bench(1, 10, slots: [1])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.pass(toMilliseconds: 900)
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == [])
    #expect(bench.actions(atMilliseconds: 1000) == [])
  }

  @Test func withoutAnyExecutorOneIsAskedForAtOnce() {
    let bench = Self.bench(0, 10, slots: [])
    bench.submit(stages: [9])
    #expect(bench.actions() == ["request 1", "wake at 1000 ms"])
  }

  @Test func theFirstOnesAreOnTheirWayFromTheStart() {
    let bench = Self.bench(2, 10, slots: [])
    bench.submit(stages: [2])
    #expect(bench.actions() == [])
  }

  @Test func anIdleExecutorIsGivenBackDownToTheMinimum() {
    let bench = Self.bench(1, 4, slots: [1, 1, 1])
    #expect(bench.actions() == ["wake at 60000 ms"])
    bench.scheduler.setHoldsCache(true, of: ExecutorID(1))
    #expect(bench.actions(atMilliseconds: 60_000) == ["release executor 2", "release executor 3"])
    #expect(bench.scheduler.executorCount == 1)
    bench.lose(2, cause: .released)
    #expect(bench.actions() == [])
  }

  @Test func anExecutorThatHoldsCachedPartitionsIsKept() {
    let bench = Self.bench(0, 4, slots: [1, 1])
    bench.scheduler.setHoldsCache(true, of: ExecutorID(2))
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 60_000) == ["release executor 1"])
    bench.scheduler.setHoldsCache(false, of: ExecutorID(2))
    #expect(bench.actions() == ["release executor 2"])
  }

  @Test func anExecutorWithWorkIsNotIdle() {
    let bench = Self.bench(0, 2, slots: [1])
    _ = bench.actions()
    bench.submit(stages: [1])
    bench.pass(toMilliseconds: 50_000)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
    #expect(bench.actions(atMilliseconds: 60_000) == [])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded", "wake at 120000 ms"])
  }

  @Test func lostExecutorsAreReplacedUpToTheMaximum() {
    let bench = Self.bench(0, 2, slots: [1, 1, 1])
    bench.submit(stages: [9])
    _ = bench.actions()
    bench.lose(1)
    #expect(!bench.actions().contains("replace an executor"))
    bench.lose(2)
    #expect(bench.actions().contains("replace an executor"))
  }

  // MARK: Executors that can't be started

  @Test func whatWasWithdrawnWithAnExecutorThatCannotBeStartedIsAskedForAgain() {
    let bench = Self.bench(0, 4, slots: [])
    bench.submit(stages: [9])
    #expect(bench.actions() == ["request 1", "wake at 1000 ms"])
    #expect(bench.actions(atMilliseconds: 1000) == ["request 2", "wake at 2000 ms"])
    bench.failToStart(1)
    #expect(bench.actions() == ["lost executor 1: no such directory, 0 to repeat", "replace an executor"])
    #expect(bench.actions(atMilliseconds: 2000) == ["request 3", "wake at 3000 ms"])
    bench.join(2)
    #expect(bench.actions().contains("run 1.0.0#0 on 2"))
  }

  @Test func whatIsOnlyAboutToBeAskedForIsNotWithdrawn() {
    let bench = Self.bench(0, 2, slots: [1])
    bench.submit(stages: [9])
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 1000).first == "request 1")
    bench.lose(1)
    bench.failToStart(2)
    #expect(bench.actions().count { $0 == "replace an executor" } == 2)
    #expect(!bench.actions(atMilliseconds: 9000).contains { $0.hasPrefix("request") }, "there are two then")
  }

  @Test func theFifthInARowFailsTheJobWhereNoneIsLeft() {
    let bench = Self.bench(0, 1, slots: [])
    bench.submit(stages: [9])
    for executor in 1...4 {
      _ = bench.actions()
      bench.failToStart(executor)
      #expect(bench.actions().last == "replace an executor")
    }
    bench.failToStart(5)
    let message = "5 executors in a row ended before they finished a task; the last one: no such directory"
    #expect(bench.jobError() == JobError(.executorsLost, message))
    bench.submit(2, stages: [1])
    #expect(bench.actions().contains("request 1"), "a new job is a new attempt")
  }

  @Test func nobodyAsksInVainWhereOthersAreLeft() {
    let bench = Self.bench(0, 3, slots: [1])
    bench.submit(stages: [9])
    for executor in 2...6 {
      _ = bench.actions()
      bench.failToStart(executor)
    }
    #expect(bench.actions() == ["lost executor 6: no such directory, 0 to repeat"])
    #expect(bench.actions(atMilliseconds: 60_000) == [])
    bench.succeed("1.0.0#0")
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 61_000).contains("request 1"), "it may be another time now")
  }
}
