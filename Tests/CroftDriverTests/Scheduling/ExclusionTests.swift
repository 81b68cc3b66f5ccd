import CroftDriver
import CroftProtocol
import Testing

@Suite struct ExclusionTests {
  @Test func aTaskIsNotTriedAgainWhereItFailed() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1)
    _ = bench.actions()
    #expect(bench.actions(atMilliseconds: 100) == ["run 1.0.0#1 on 2"], "though executor 1 has nothing to do")
    #expect(bench.actions() == [], "nor is it handed over to executor 1")
  }

  @Test func aTaskIsTriedAgainWhereItFailedIfThereIsNoOther() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.fail("1.0.0#0", on: 1)
    _ = bench.actions()
    bench.close(2)
    #expect(bench.actions(atMilliseconds: 100) == ["run 1.0.0#1 on 1"])
  }

  /// A job of many tasks; executor 1 has failed in eight of them, executor 2 has not.
  private static func bench(otherSucceeds: Bool, tasks: Int) -> SchedulerBench {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [40])
    var failed = 0
    var first: Set<String> = []
    while failed < 8 {
      for action in bench.actions(atMilliseconds: UInt64(failed)) where action.hasSuffix(" on 1") && failed < 8 {
        guard action.hasPrefix("run"), first.count < tasks else { continue }
        let attempt = String(action.split(separator: " ")[1])
        first.insert(attempt)
        bench.fail(.init(stringLiteral: attempt), on: 1)
        failed += 1
        if failed == 1, otherSucceeds { bench.succeed("1.0.1#0", on: 2) }
      }
    }
    return bench
  }

  @Test func anExecutorOnWhichAllFailIsExcludedWhileOthersSucceed() {
    let bench = Self.bench(otherSucceeds: true, tasks: 8)
    let actions = bench.actions()
    let start = actions.firstIndex(of: "executor 1 is excluded after 8 failures") ?? 0
    #expect(
      actions.dropFirst(start).prefix(3) == [
        "executor 1 is excluded after 8 failures",
        "kill executor 1: 8 attempts in a row failed on it, while others succeeded elsewhere",
        "replace an executor",
      ])
    #expect(bench.scheduler.executorCount == 1)
  }

  @Test func anExecutorIsKeptWhileNoneDoesBetter() {
    let bench = Self.bench(otherSucceeds: false, tasks: 8)
    _ = bench.actions()
    #expect(bench.scheduler.executorCount == 2)
  }

  @Test func oneBadTaskExcludesNobody() {
    var policy = SchedulerPolicy()
    policy.retry.maxAttempts = 100
    let bench = SchedulerBench(slots: [1], policy: policy)
    bench.submit(stages: [1])
    for number in 0..<20 {
      #expect(bench.actions(atMilliseconds: UInt64(number) * 20_000).contains { $0.hasPrefix("run") })
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"), atMilliseconds: UInt64(number) * 20_000)
    }
    #expect(bench.scheduler.executorCount == 1)
  }
}
