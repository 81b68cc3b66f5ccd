import CroftDriver
import CroftProtocol
import Testing

/// A task that one more loss would condemn has an executor for itself.
@Suite struct LastChanceTests {
  /// Task 0 of job 1 has taken two executors with it; two executors of two slots have joined since.
  private static func bench(ofTasks count: Int) -> SchedulerBench {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    for executor in 1...2 {
      _ = bench.actions()
      bench.lose(executor)
      if executor == 1 { bench.join(2) }
    }
    _ = bench.actions()
    bench.join(3, slots: 2)
    bench.join(4, slots: 2)
    if count > 0 { bench.submit(2, stages: [count]) }
    return bench
  }

  /// Two jobs of one task each; an executor of two slots died twice with both, and a third one has joined.
  private static func benchOfTwoJobs() -> SchedulerBench {
    let bench = SchedulerBench(slots: [2])
    bench.submit(1, stages: [1])
    bench.submit(2, stages: [1])
    for executor in 1...2 {
      #expect(
        bench.actions().suffix(4) == [
          "define 1 on \(executor)", "run 1.0.0#\(executor - 1) on \(executor)",
          "define 2 on \(executor)", "run 2.0.0#\(executor - 1) on \(executor)",
        ])
      bench.lose(executor)
      bench.join(executor + 1, slots: 2)
    }
    #expect(bench.actions().suffix(2) == ["define 1 on 3", "run 1.0.0#2 on 3"], "without company")
    return bench
  }

  private static func condemnation(ofJob job: Int) -> String {
    "job \(job) failed: task 0 of stage 0 of job \(job) took 3 executors with it; the last one, executor 3: signal 9"
  }

  @Test func theNeighbourOfTheKillerThatRanFirstSucceeds() {
    let bench = Self.benchOfTwoJobs()
    bench.lose(3)
    bench.join(4, slots: 2)
    #expect(
      bench.actions() == [
        "lost executor 3: signal 9, 1 to repeat", Self.condemnation(ofJob: 1), "replace an executor",
        "define 2 on 4", "run 2.0.0#2 on 4",
      ])
    #expect(bench.succeed("2.0.0#2", on: 4))
    #expect(bench.actions() == ["end 2 on 4", "job 2 succeeded"])
  }

  @Test func theNeighbourOfTheKillerThatRanSecondSucceeds() {
    let bench = Self.benchOfTwoJobs()
    #expect(bench.succeed("1.0.0#2", on: 3))
    #expect(bench.actions() == ["end 1 on 3", "job 1 succeeded", "define 2 on 3", "run 2.0.0#2 on 3"])
    bench.lose(3)
    #expect(bench.actions() == ["lost executor 3: signal 9, 1 to repeat", Self.condemnation(ofJob: 2)])
  }

  @Test func nothingElseIsStartedBesideIt() {
    let bench = Self.bench(ofTasks: 20)
    #expect(
      bench.actions() == [
        "define 1 on 3", "run 1.0.0#2 on 3", "define 2 on 4",
        "run 2.0.0#0 on 4", "run 2.0.1#0 on 4", "run 2.0.2#0 on 4", "run 2.0.3#0 on 4",
      ])
    bench.succeed("2.0.0#0", on: 4, nanoseconds: 100_000_000)
    bench.succeed("2.0.1#0", on: 4, nanoseconds: 100_000_000)
    bench.succeed("2.0.2#0", on: 4, nanoseconds: 100_000_000)
    #expect(bench.actions() == ["run 2.0.4#0 on 4"])
    bench.succeed("1.0.0#2", on: 3)
    #expect(
      bench.actions() == [
        "end 1 on 3", "job 1 succeeded", "define 2 on 3", "run 2.0.5#0 on 3", "run 2.0.6#0 on 3",
      ])
  }

  @Test func nothingIsStartedBesideItEvenIfItsJobWasCancelled() {
    let bench = Self.bench(ofTasks: 0)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.0#2 on 3"])
    bench.lose(4, cause: .released)
    bench.cancel(1)
    bench.submit(2, stages: [1])
    #expect(bench.actions() == ["end 1 on 3", "job 1 failed: cancelled"])
    bench.fail("1.0.0#2", on: 3, .cancelled)
    #expect(bench.actions() == ["define 2 on 3", "run 2.0.0#0 on 3"])
  }

  @Test func nothingIsHandedOverToItsFreeSlots() {
    let bench = Self.bench(ofTasks: 4)
    #expect(bench.actions().count == 7)
    #expect(bench.actions() == [], "executor 4 is not asked to hand back what nobody could take")
  }

  // MARK: While no executor is empty

  /// Task 0 of job 1 waits; executors 2 and 3 of two slots each run two of the many long tasks of job 2.
  private static func busyBench() -> SchedulerBench {
    let bench = SchedulerBench(slots: [1, 2, 2])
    bench.submit(1, stages: [1])
    bench.submit(2, stages: [100])
    _ = bench.actions()
    for (executor, partitions) in [2: [0, 2, 5, 6], 3: [1, 3, 7, 8]] {
      for partition in partitions {
        bench.succeed(.init(stringLiteral: "2.0.\(partition)#0"), on: executor, nanoseconds: 100_000_000)
      }
    }
    #expect(
      bench.actions() == ["run 2.0.9#0 on 2", "run 2.0.10#0 on 3", "run 2.0.11#0 on 2", "run 2.0.12#0 on 3"])
    bench.lose(1)
    bench.join(4)
    #expect(bench.actions().last == "run 1.0.0#1 on 4")
    bench.lose(4)
    #expect(bench.actions() == ["lost executor 4: signal 9, 1 to repeat", "replace an executor"])
    return bench
  }

  /// Executor 3 has answered one of its two tasks, and got no other.
  private static func nearlyEmptyBench() -> SchedulerBench {
    let bench = busyBench()
    bench.succeed("2.0.10#0", on: 3, nanoseconds: 100_000_000)
    #expect(bench.actions() == [])
    return bench
  }

  @Test func theExecutorWithTheLeastToDoIsEmptiedForIt() {
    let bench = Self.nearlyEmptyBench()
    bench.succeed("2.0.12#0", on: 3, nanoseconds: 100_000_000)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.0#2 on 3"])
    bench.succeed("2.0.9#0", on: 2, nanoseconds: 100_000_000)
    #expect(bench.actions() == ["run 2.0.4#1 on 2"], "the others go on")
  }

  @Test func amongEqualsTheFirstExecutorIsEmptied() {
    let bench = Self.nearlyEmptyBench()
    bench.succeed("2.0.9#0", on: 2, nanoseconds: 100_000_000)
    #expect(bench.actions() == ["run 2.0.4#1 on 3"])
    bench.succeed("2.0.11#0", on: 2, nanoseconds: 100_000_000)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.0#2 on 2"])
  }

  @Test func anExecutorThatJoinsIsEmptyAndTakesIt() {
    let bench = Self.busyBench()
    bench.join(5)
    #expect(bench.actions() == ["define 1 on 5", "run 1.0.0#2 on 5"])
  }

  @Test func aTaskKeepsItsLastChanceThroughOtherTroubles() {
    let bench = Self.bench(ofTasks: 0)
    #expect(bench.actions() == ["define 1 on 3", "run 1.0.0#2 on 3"])
    bench.handBack(["1.0.0#2"], by: 3)
    bench.submit(2, stages: [2])
    #expect(bench.actions().prefix(2) == ["run 1.0.0#2 on 3", "define 2 on 4"])
    bench.fail("1.0.0#2", on: 3)
    #expect(bench.actions() == ["retry of 1.0.0#2 on 3 in 100 ms", "wake at 100 ms"])
    bench.submit(3, stages: [1])
    #expect(bench.actions() == ["define 3 on 3", "run 3.0.0#0 on 3"])
    bench.timer(atMilliseconds: 100)
    #expect(bench.actions() == [], "no executor is empty")
    bench.succeed("3.0.0#0", on: 3)
    #expect(bench.actions() == ["end 3 on 3", "job 3 succeeded"], "not where it failed")
    bench.succeed("2.0.0#0", on: 4)
    bench.succeed("2.0.1#0", on: 4)
    #expect(bench.actions() == ["end 2 on 4", "job 2 succeeded", "define 1 on 4", "run 1.0.0#3 on 4"])
  }
}
