import CroftDriver
import CroftProtocol
import Testing

/// Stages that nobody is expected to need, because their readers find their input in the cache.
@Suite struct DormantStageTests {
  /// Two dormant stages and one that reads the second.
  private static func bench(slots: [Int] = [2], readers: Int = 2) -> SchedulerBench {
    let bench = SchedulerBench(slots: slots)
    bench.submit(
      1,
      [
        .init(partitionCount: 1, parents: [], isDormant: true),
        .init(partitionCount: 1, parents: [0], isDormant: true),
        .init(partitionCount: readers, parents: [1]),
      ])
    return bench
  }

  @Test func dormantStagesDoNotRun() {
    let bench = Self.bench()
    #expect(bench.actions() == ["define 1 on 1", "run 1.2.0#0 on 1", "run 1.2.1#0 on 1"])
    bench.succeed("1.2.0#0")
    bench.succeed("1.2.1#0")
    #expect(bench.actions() == ["end 1 on 1", "job 1 succeeded"])
  }

  @Test func aLostCachedInputWakesTheStagesThatMakeItOneByOne() {
    let bench = Self.bench()
    _ = bench.actions()
    bench.fail("1.2.0#0", .cachedInputLost)
    #expect(bench.actions() == ["wake stages [1] of 1", "run 1.1.0#0 on 1"], "stage 0 may be cached too")
    bench.succeed("1.2.1#0")
    bench.fail("1.1.0#0", .cachedInputLost)
    #expect(bench.actions() == ["wake stages [0] of 1", "run 1.0.0#0 on 1"])
    bench.succeed("1.0.0#0")
    #expect(bench.actions() == ["outputs of 1.0 [0] to 1", "run 1.1.0#1 on 1"])
    bench.succeed("1.1.0#1")
    #expect(bench.actions() == ["outputs of 1.1 [1] to 1", "run 1.2.0#1 on 1"])
    #expect(bench.succeed("1.2.0#1"))
    _ = bench.actions()
    #expect(bench.counters[JobID(1)]?.cachedInputsLost == 2)
    #expect(bench.counters[JobID(1)]?.errors == 0)
  }

  @Test func noMoreReadersAreStartedWhileTheInputIsMade() {
    let bench = Self.bench(slots: [1], readers: 9)
    #expect(bench.actions() == ["define 1 on 1", "run 1.2.0#0 on 1", "run 1.2.1#0 on 1"])
    bench.fail("1.2.0#0", .cachedInputLost)
    #expect(bench.actions() == ["wake stages [1] of 1", "run 1.1.0#0 on 1"])
    #expect(bench.succeed("1.2.1#0"), "it found its own")
    #expect(bench.actions() == [])
    bench.succeed("1.1.0#0")
    #expect(bench.actions().prefix(2) == ["outputs of 1.1 [0] to 1", "run 1.2.0#1 on 1"])
  }

  @Test func theAttemptsThatWereSentBeforeTheStagesWokeAreNotCharged() {
    let bench = Self.bench()
    _ = bench.actions()
    bench.fail("1.2.0#0", .cachedInputLost)
    _ = bench.actions()
    bench.succeed("1.1.0#0")
    #expect(bench.actions() == ["outputs of 1.1 [0] to 1", "run 1.2.0#1 on 1"])
    bench.fail("1.2.1#0", .cachedInputLost)
    #expect(bench.actions() == ["run 1.2.1#1 on 1"], "at once")
  }

  @Test func aTaskThatMissesItsInputThoughAllWasMadeIsCharged() {
    let bench = Self.bench(readers: 1)
    _ = bench.actions()
    bench.fail("1.2.0#0", .cachedInputLost)
    _ = bench.actions()
    bench.succeed("1.1.0#0")
    _ = bench.actions()
    bench.fail("1.2.0#1", .cachedInputLost)
    #expect(bench.actions() == ["retry of 1.2.0#1 on 1 in 100 ms", "wake at 100 ms"])
  }

  @Test func aTaskWithoutInputsIsChargedToo() {
    let bench = SchedulerBench()
    bench.submit(stages: [1])
    for number in 0..<4 {
      _ = bench.actions(atMilliseconds: 100_000)
      bench.fail(.init(stringLiteral: "1.0.0#\(number)"), .cachedInputLost)
    }
    #expect(bench.jobError()?.code == .taskFailed)
  }
}
