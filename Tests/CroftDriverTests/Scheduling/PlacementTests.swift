import CroftDriver
import CroftProtocol
import Testing

/// Tasks whose cached input some executor holds.
@Suite struct PlacementTests {
  private static func bench(
    slots: [Int], _ preferred: [UInt32: [Int]], of count: Int, policy: SchedulerPolicy = SchedulerPolicy()
  ) -> SchedulerBench {
    let bench = SchedulerBench(slots: slots, policy: policy)
    bench.submit(
      1, [.init(partitionCount: count, parents: [], preferred: preferred.mapValues { $0.map { ExecutorID($0) } })])
    return bench
  }

  @Test func executorsGetWhatTheyHold() {
    let bench = Self.bench(slots: [1, 1], [0: [2], 1: [1]], of: 4)
    #expect(
      bench.actions() == [
        "define 1 on 1", "run 1.0.1#0 on 1", "define 1 on 2", "run 1.0.0#0 on 2",
        "run 1.0.2#0 on 1", "run 1.0.3#0 on 2",
      ])
  }

  @Test func anotherExecutorTakesItOnlyAfterTheWait() {
    let bench = Self.bench(slots: [1, 1], [0: [1], 1: [1], 2: [1]], of: 3)
    #expect(
      bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1", "wake at 3000 ms"])
    #expect(bench.actions(atMilliseconds: 2999) == ["wake at 3000 ms"])
    #expect(bench.actions(atMilliseconds: 3000) == ["define 1 on 2", "run 1.0.2#0 on 2"])
    bench.succeed("1.0.2#0", on: 2)
    #expect(bench.actions() == ["revoke 1.0.1#0 on 1"], "what it was sent ahead has waited as long")
    bench.handBack(["1.0.1#0"], by: 1)
    #expect(bench.actions() == ["run 1.0.1#0 on 2"])
  }

  @Test func aHolderThatTakesTasksKeepsTheOthersWaiting() {
    let bench = Self.bench(slots: [1, 1], [0: [1], 1: [1], 2: [1], 3: [1], 4: [1]], of: 5)
    _ = bench.actions()
    bench.pass(toMilliseconds: 2000)
    bench.succeed("1.0.0#0", nanoseconds: 2_000_000_000)
    bench.succeed("1.0.1#0", nanoseconds: 2_000_000_000)
    #expect(bench.actions() == ["run 1.0.2#0 on 1"])
    #expect(bench.actions(atMilliseconds: 3000) == ["wake at 5000 ms"])
  }

  @Test func withoutAHolderItRunsAnywhereAtOnce() {
    let bench = Self.bench(slots: [1], [0: [7]], of: 1)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
  }

  @Test func whenTheHolderIsLostItRunsAnywhereAtOnce() {
    let bench = Self.bench(slots: [1, 1], [0: [1], 1: [1], 2: [1]], of: 3)
    _ = bench.actions()
    bench.lose(1, cause: .released)
    #expect(
      bench.actions() == [
        "define 1 on 2", "run 1.0.1#1 on 2", "run 1.0.0#1 on 2",
      ])
  }

  @Test func aTaskWithTwoHoldersOutlivesOneOfThem() {
    let bench = Self.bench(slots: [1, 1, 1], [0: [1], 1: [1, 2], 2: [1], 3: [1], 4: [2]], of: 5)
    #expect(bench.actions().contains("run 1.0.1#0 on 2"))
    bench.lose(2, cause: .released)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.4#1 on 3"], "but task 1 waits for executor 1")
  }

  @Test func aTaskThatFailedAtItsHolderGoesElsewhere() {
    let bench = Self.bench(slots: [1, 1], [0: [1]], of: 1)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1"])
    bench.fail("1.0.0#0")
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 100) == ["define 1 on 2", "run 1.0.0#1 on 2"])
  }
}
