import CroftDriver
import CroftProtocol
import Testing

@Suite struct AssignmentTests {
  @Test func everySlotGetsOneTaskBeforeAnyIsSentAhead() {
    let bench = SchedulerBench(slots: [1, 2])
    bench.submit(stages: [10])
    #expect(
      bench.actions() == [
        "define 1 on 1", "run 1.0.0#0 on 1",
        "define 1 on 2", "run 1.0.1#0 on 2", "run 1.0.2#0 on 2",
        "run 1.0.3#0 on 1",
        "run 1.0.4#0 on 2", "run 1.0.5#0 on 2",
      ])
    #expect(bench.actions() == [])
  }

  @Test func asMuchIsSentAheadAsTwoMillisecondsTake() {
    let bench = SchedulerBench()
    bench.submit(stages: [100])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
    bench.succeed("1.0.0#0", nanoseconds: 500_000)
    #expect(
      bench.actions() == ["run 1.0.2#0 on 1", "run 1.0.3#0 on 1", "run 1.0.4#0 on 1", "run 1.0.5#0 on 1"])
  }

  @Test func whatIsSentAheadIsBounded() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(stages: [2000])
    #expect(bench.actions().count == 1 + 4)
    bench.succeed("1.0.0#0", nanoseconds: 0)
    #expect(bench.actions().count == 2 + 2 * 512 - 3)
  }

  @Test func noExecutorIsSentMoreAheadThanItsShare() {
    let bench = SchedulerBench(slots: [1, 1])
    bench.submit(stages: [9])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    #expect(
      bench.actions() == [
        "run 1.0.4#0 on 1", "run 1.0.5#0 on 1", "run 1.0.6#0 on 1", "run 1.0.7#0 on 2",
      ])
  }

  @Test func longTasksAreNeverSentAhead() {
    let bench = SchedulerBench()
    bench.submit(stages: [10])
    _ = bench.actions()
    bench.succeed("1.0.0#0", nanoseconds: 100_000_000)
    #expect(bench.actions() == [])
    bench.succeed("1.0.1#0", nanoseconds: 100_000_000)
    #expect(bench.actions() == ["run 1.0.2#0 on 1"])
  }

  @Test func anExecutorThatJoinsLaterIsGivenWork() {
    let bench = SchedulerBench(slots: [])
    bench.submit(stages: [2])
    #expect(bench.actions() == [])
    bench.join(1)
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
  }

  @Test func jobsAreServedFirstComeFirstServed() {
    let bench = SchedulerBench()
    bench.submit(1, stages: [2])
    bench.submit(2, stages: [2])
    #expect(bench.actions() == ["define 1 on 1", "run 1.0.0#0 on 1", "run 1.0.1#0 on 1"])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["define 2 on 1", "run 2.0.0#0 on 1"])
    bench.succeed("1.0.1#0")
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded", "run 2.0.1#0 on 1"])
  }

  // MARK: Handing back

  @Test func anIdleExecutorGetsHalfOfWhatTheFullestCannotRunYet() {
    let bench = SchedulerBench()
    bench.submit(stages: [6])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    #expect(bench.actions().count == 4)
    bench.join(2, slots: 2)
    #expect(bench.actions() == ["revoke 1.0.4#0 1.0.5#0 on 1"])
    #expect(bench.actions() == [], "one request at a time")
    bench.handBack(["1.0.4#0", "1.0.5#0"])
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.5#0 on 2", "run 1.0.4#0 on 2"])
  }

  @Test func whatHadBegunIsNotHandedBack() {
    let bench = SchedulerBench()
    bench.submit(stages: [3])
    _ = bench.actions()
    bench.join(2)
    #expect(bench.actions() == ["define 1 on 2", "run 1.0.2#0 on 2"])
    bench.succeed("1.0.2#0", on: 2)
    #expect(bench.actions() == ["revoke 1.0.1#0 on 1"])
    bench.succeed("1.0.0#0")
    bench.handBack([])
    #expect(bench.actions() == [], "task 1 is running where it is")
    bench.succeed("1.0.1#0")
    #expect(bench.actions() == ["end 1 on 1", "end 1 on 2", "job 1 succeeded"])
  }

  @Test func anExecutorIsAskedAgainOnceItHasAnswered() {
    let bench = SchedulerBench()
    bench.submit(stages: [6])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    _ = bench.actions()
    bench.join(2)
    #expect(bench.actions() == ["revoke 1.0.4#0 1.0.5#0 on 1"])
    bench.succeed("1.0.1#0")
    bench.succeed("1.0.2#0")
    bench.handBack([])
    #expect(bench.actions() == ["revoke 1.0.5#0 on 1"])
  }

  @Test func anExecutorThatIsNotOverfullIsNotAsked() {
    let bench = SchedulerBench(slots: [2])
    bench.submit(stages: [2])
    _ = bench.actions()
    bench.join(2)
    #expect(bench.actions() == [])
  }

  @Test func tasksThatFollowOneAnotherAreSentTogether() {
    let bench = SchedulerBench(slots: [1])
    bench.submit(stages: [2000])
    _ = bench.actions()
    bench.succeed("1.0.0#0")
    let runs = bench.scheduler.takeActions(atNanoseconds: 0).compactMap { action in
      if case .run(let attempts, _, _) = action { attempts.partitions } else { nil }
    }
    #expect(runs == [2..<514])
  }
}
