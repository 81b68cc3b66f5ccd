import CroftDriver
import CroftProtocol
import Testing

@Suite struct ReclaimTests {
  @Test func anIdleExecutorIsGivenBackAtOnceAndAskedForAgain() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.reclaim(1, among: [1: 0, 2: 7], byMilliseconds: 30_000)
    #expect(bench.actions() == ["giving back 2 after 0", "release executor 2", "replace an executor"])
  }

  @Test func aBusyExecutorGoesWhenItsTasksHaveEndedAndGetsNoMore() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(stages: [3])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
    bench.reclaim(1, among: [1: 0], byMilliseconds: 30_000)
    #expect(bench.actions() == ["giving back 1 after 1", "revoke 1.0.1#0 on 1", "wake at 28000 ms"])
    bench.handBack(["1.0.1#0"])
    #expect(bench.actions() == [])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["release executor 1", "replace an executor"])
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.1#0 on 2", "run 1.0.2#0 on 2"])
  }

  @Test func withoutADeadlineTasksMayTakeAsLongAsTheyDo() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.scheduler.reclaim(
      1, among: [ReclaimCandidate(id: ExecutorID(1), cachedPartitions: 0)], deadlineNanoseconds: .max)
    #expect(bench.actions().first == "giving back 1 after 1")
    let year: UInt64 = 366 * 86_400_000
    #expect(!bench.actions(atMilliseconds: year).contains("release executor 1"))
    bench.succeed("1.0.0#0")
    #expect(bench.actions(atMilliseconds: year).contains("release executor 1"))
  }

  @Test func thoseWithoutADeadlineOutstayTheOthers() {
    let bench = SchedulerBench(slots: [1, 1, 1])
    bench.submit(stages: [3])
    _ = bench.actions()
    let candidates = (1...3).map { ReclaimCandidate(id: ExecutorID($0), cachedPartitions: 0) }
    bench.scheduler.reclaim(3, among: candidates, deadlineNanoseconds: 30_000_000_000, withoutDeadline: 2)
    #expect(bench.actions().contains("wake at 28000 ms"))
    let late = bench.actions(atMilliseconds: 28_000)
    #expect(late.filter { $0.hasPrefix("release") } == ["release executor 3"])
    #expect(!bench.actions(atMilliseconds: 366 * 86_400_000).contains { $0.hasPrefix("release") })
  }

  @Test func whatRunsJustBeforeTheDeadlineRunsElsewhereAndIsNotCharged() {
    var retry = RetryPolicy()
    retry.maxExecutorLosses = 1
    let bench = SchedulerBench(slots: [1], retry: retry)
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.reclaim(1, among: [1: 0], byMilliseconds: 30_000)
    #expect(bench.actions() == ["giving back 1 after 1", "wake at 28000 ms"])
    #expect(bench.actions(atMilliseconds: 27_999) == ["wake at 28000 ms"])
    #expect(bench.actions(atMilliseconds: 28_000) == ["release executor 1", "replace an executor"])
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#1 on 2"])
    bench.succeed("1.0.0#1", on: 2)
    _ = bench.actions()
    #expect(bench.counters[JobID(1)]?.executorsLost == 0)
  }

  /// Executor 2 holds least, 3 and 4 run least, 4 came last.
  @Test(arguments: [(1, [2]), (2, [2, 4]), (3, [2, 3, 4]), (9, [1, 2, 3, 4])] as [(Int, [Int])])
  func thoseGoFirstThatHoldLeastThenRunLeastThenCameLast(count: Int, leaving: [Int]) {
    let bench = SchedulerBench(slots: [2, 2, 1, 1])
    bench.submit(stages: [6])
    _ = bench.actions()
    bench.reclaim(count, among: [1: 3, 2: 0, 3: 3, 4: 3], byMilliseconds: 30_000)
    let words = bench.actions().filter { $0.hasPrefix("giving back") }.compactMap {
      $0.split(separator: " ").dropFirst(2).first
    }
    #expect(words.compactMap { Int($0) }.sorted() == leaving)
  }

  @Test func fewerTakeExecutorsBackIntoService() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.reclaim(2, among: [1: 0, 2: 1], byMilliseconds: 30_000)
    #expect(
      bench.actions() == ["giving back 1 after 1", "giving back 2 after 1", "wake at 28000 ms"])
    bench.reclaim(0, among: [1: 0, 2: 1], byMilliseconds: 0)
    #expect(bench.actions() == ["keeping 2", "keeping 1"].reversed())
    bench.submit(2, stages: [1])
    bench.succeed("1.0.0#0")
    #expect(bench.actions().contains("run 2.0.0#0 on 1"))
  }

  @Test func whereExecutorsComeAndGoWithTheWorkOnlyTheLeastNumberIsAskedFor() {
    var policy = SchedulerPolicy()
    policy.scaling = ScalingPolicy(minimum: 1, maximum: 4)
    let bench = SchedulerBench(slots: [1, 1], policy: policy)
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.reclaim(2, among: [1: 0, 2: 0], byMilliseconds: 2000)
    let actions = bench.actions()
    #expect(actions.filter { $0.hasPrefix("release") } == ["release executor 1", "release executor 2"])
    #expect(actions.filter { $0 == "replace an executor" }.count == 1)
  }

  @Test func withoutAJobTheNextOneAsks() {
    let bench = SchedulerBench(slots: [1])
    bench.reclaim(1, among: [1: 0], byMilliseconds: 1)
    #expect(bench.actions() == ["giving back 1 after 0", "release executor 1"])
    bench.submit(stages: [1])
    #expect(bench.actions() == ["replace an executor"])
  }

  @Test func whatTheManagerTookIsNotChargedAndAskedForAgain() {
    var retry = RetryPolicy()
    retry.maxExecutorLosses = 1
    let bench = SchedulerBench(slots: [1], retry: retry)
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.lose(1, cause: .reclaimed)
    #expect(bench.actions() == ["replace an executor"])
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#1 on 2"])
  }

  @Test func theLastExecutorGivenBackFailsJobsThatGetNoOther() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(stages: [1])
    _ = bench.actions()
    bench.scheduler.noMoreExecutors(because: JobError(.noExecutors, "none left"))
    bench.reclaim(1, among: [1: 0], byMilliseconds: 1)
    #expect(bench.actions().last == "job 1 failed: none left")
  }
}
