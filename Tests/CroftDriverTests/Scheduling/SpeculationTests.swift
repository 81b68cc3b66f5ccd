import CroftDriver
import CroftProtocol
import Testing

@Suite struct SpeculationTests {
  private static var policy: SchedulerPolicy {
    var policy = SchedulerPolicy()
    policy.speculation = SpeculationPolicy()
    return policy
  }

  /// Four long tasks on two executors of two slots; three of them took 200 ms, the first one goes on at time 0.
  private static func bench(policy: SchedulerPolicy = Self.policy) -> SchedulerBench {
    let bench = SchedulerBench(slots: [2, 2], policy: policy)
    bench.submit(stages: [4])
    #expect(bench.actions().count { $0.hasPrefix("run") } == 4)
    bench.succeed("1.0.2#0", on: 1, nanoseconds: 200_000_000)
    bench.succeed("1.0.1#0", on: 2, nanoseconds: 200_000_000)
    bench.succeed("1.0.3#0", on: 2, nanoseconds: 200_000_000)
    return bench
  }

  /// The median of three times 200 ms is known to an eighth: 192.9 ms, and half as much again is 289.4 ms.
  @Test func aTaskMuchSlowerThanTheMedianGetsASecondAttemptElsewhere() {
    let bench = Self.bench()
    #expect(bench.actions() == ["wake at 289 ms"])
    #expect(bench.actions(atMilliseconds: 289) == ["wake at 389 ms"], "looked too early by less than one ms")
    #expect(bench.actions(atMilliseconds: 389) == ["speculate 1.0.0#1 on 2", "run 1.0.0#1 on 2"])
  }

  private static func speculatedBench() -> SchedulerBench {
    let bench = bench()
    #expect(bench.actions(atMilliseconds: 400) == ["speculate 1.0.0#1 on 2", "run 1.0.0#1 on 2"])
    return bench
  }

  @Test func theFirstToSucceedCountsAndTheOtherIsStopped() {
    let bench = Self.speculatedBench()
    #expect(bench.outcome(of: "1.0.0#1", on: 2) == .counted(isResult: true, isFirst: true))
    #expect(bench.actions() == ["cancel 1.0.0#0 on 1", "end 1 on 1", "end 1 on 2", "job 1 succeeded"])
    #expect(bench.outcome(of: "1.0.0#0", on: 1) == .ignored)
    #expect(bench.counters[JobID(1)]?.speculated == 1)
    #expect(bench.counters[JobID(1)]?.cancelled == 1)
  }

  @Test func whatIsStoppedInTheMiddleOfAJobAnswersToNobody() {
    let bench = SchedulerBench(slots: [1, 1], policy: Self.policy)
    bench.submit(stages: [2, 1])
    _ = bench.actions()
    bench.succeed("1.0.1#0", on: 2, nanoseconds: 200_000_000)
    #expect(bench.actions() == ["wake at 289 ms"])
    #expect(bench.actions(atMilliseconds: 400).last == "run 1.0.0#1 on 2")
    #expect(bench.outcome(of: "1.0.0#1", on: 2) == .counted(isResult: false, isFirst: true))
    #expect(
      bench.actions() == ["cancel 1.0.0#0 on 1", "outputs of 1.0 [1, 0] to 2", "run 1.1.0#0 on 2"])
    bench.fail("1.0.0#0", on: 1, .cancelled)
    #expect(bench.actions() == [])
  }

  @Test func theTaskIsTriedAgainOnlyWhenBothAttemptsHaveFailed() {
    let bench = Self.speculatedBench()
    bench.fail("1.0.0#0", on: 1)
    #expect(bench.actions() == ["wake at 689 ms"], "the second one may turn out slow too")
    bench.fail("1.0.0#1", on: 2, atMilliseconds: 400)
    #expect(bench.actions() == ["retry of 1.0.0#1 on 2 in 200 ms", "wake at 600 ms"])
    #expect(bench.actions(atMilliseconds: 600) == ["run 1.0.0#2 on 1", "wake at 889 ms"])
  }

  @Test func aCopyOnALostExecutorLeavesTheFirstAttemptAlone() {
    let bench = Self.speculatedBench()
    bench.lose(2)
    #expect(
      bench.actions() == ["lost executor 2: signal 9, 1 to repeat", "replace an executor", "wake at 500 ms"])
    bench.join(3)
    #expect(bench.actions(atMilliseconds: 500).last == "run 1.0.0#2 on 3", "it may be copied again")
    #expect(bench.succeed("1.0.0#0", on: 1))
  }

  @Test func onlyAnotherExecutorMayRunTheCopy() {
    let bench = SchedulerBench(slots: [3], policy: Self.policy)
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.succeed("1.0.1#0", nanoseconds: 200_000_000)
    bench.succeed("1.0.2#0", nanoseconds: 200_000_000)
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 1000) == [])
    bench.join(2)
    #expect(bench.actions() == ["speculate 1.0.0#1 on 2", "define 1 on 2", "run 1.0.0#1 on 2"])
  }

  @Test func nothingIsSlowBeforeThreeQuartersAreDone() {
    let bench = SchedulerBench(slots: [8], policy: Self.policy)
    bench.submit(stages: [8])
    _ = bench.actions()
    for partition in 0..<5 {
      bench.succeed(.init(stringLiteral: "1.0.\(partition)#0"), nanoseconds: 1_000_000)
    }
    bench.join(2)
    #expect(bench.actions(atMilliseconds: 10_000) == [])
    bench.succeed("1.0.5#0", nanoseconds: 1_000_000)
    let copies = bench.actions(atMilliseconds: 10_100).count { $0.hasPrefix("speculate") }
    #expect(copies == 1, "one slot, one copy")
  }

  @Test func whatTakesLessThanTheMinimumIsNeverSlow() {
    let bench = SchedulerBench(slots: [4, 1], policy: Self.policy)
    bench.submit(stages: [5])
    _ = bench.actions()
    for partition in [2, 3, 4] {
      bench.succeed(.init(stringLiteral: "1.0.\(partition)#0"), on: 1, nanoseconds: 1_000_000)
    }
    #expect(bench.actions() == ["wake at 100 ms"])
  }

  @Test func withoutAPolicyNothingIsSpeculated() {
    let bench = Self.bench(policy: SchedulerPolicy())
    #expect(bench.actions(atMilliseconds: 1_000_000) == [])
  }
}
