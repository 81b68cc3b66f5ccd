import CroftDriver
import CroftProtocol
import Testing

@Suite struct PoolTests {
  /// Executors of one slot each; every task takes long, so none is sent ahead once one is done.
  private static func bench(executors: Int, _ pools: [String: PoolPolicy] = [:]) -> SchedulerBench {
    var policy = SchedulerPolicy()
    policy.mode = .fair
    policy.pools = pools
    return SchedulerBench(slots: Array(repeating: 1, count: executors), policy: policy)
  }

  /// How many tasks of each job were handed out to free slots, while each executor has but one.
  private static func counts(_ actions: [String]) -> [Substring: Int] {
    var executors: Set<Substring> = []
    var counts: [Substring: Int] = [:]
    for action in actions where action.hasPrefix("run") {
      let words = action.split(separator: " ")
      if executors.insert(words[3]).inserted { counts[words[1].prefix(1), default: 0] += 1 }
    }
    return counts
  }

  @Test func jobsOfTheDefaultPoolShareFairly() {
    let bench = Self.bench(executors: 4)
    bench.submit(1, stages: [10])
    bench.submit(2, stages: [10])
    #expect(Self.counts(bench.actions()) == ["1": 2, "2": 2])
  }

  @Test func inFifoModeTheFirstJobHasItAll() {
    let bench = SchedulerBench(slots: [1, 1, 1, 1])
    bench.submit(1, stages: [10])
    bench.submit(2, stages: [10], pool: "other")
    #expect(Self.counts(bench.actions()) == ["1": 4])
  }

  @Test func aPoolOfWeightThreeGetsThreeTimesAsMuch() {
    let bench = Self.bench(executors: 8, ["heavy": PoolPolicy(weight: 3)])
    bench.submit(1, stages: [20], pool: "light")
    bench.submit(2, stages: [20], pool: "heavy")
    #expect(Self.counts(bench.actions()) == ["1": 2, "2": 6])
  }

  @Test func theMinimumShareComesBeforeTheWeight() {
    let bench = Self.bench(executors: 6, ["urgent": PoolPolicy(minimumShare: 4), "heavy": PoolPolicy(weight: 100)])
    bench.submit(1, stages: [20], pool: "heavy")
    bench.submit(2, stages: [20], pool: "urgent")
    #expect(Self.counts(bench.actions()) == ["1": 2, "2": 4])
  }

  @Test func withinAPoolTheFirstJobIsServedFirst() {
    let bench = Self.bench(executors: 4)
    bench.submit(1, stages: [20], pool: "a")
    bench.submit(2, stages: [20], pool: "a")
    bench.submit(3, stages: [20], pool: "b")
    #expect(Self.counts(bench.actions()) == ["1": 2, "3": 2])
  }

  @Test func aPoolMayShareFairlyWithin() {
    let bench = Self.bench(executors: 4, ["a": PoolPolicy(mode: .fair)])
    bench.submit(1, stages: [20], pool: "a")
    bench.submit(2, stages: [20], pool: "a")
    bench.submit(3, stages: [20], pool: "b")
    #expect(Self.counts(bench.actions()) == ["1": 1, "2": 1, "3": 2])
  }

  @Test func aJobThatComesLaterCatchesUp() {
    let bench = Self.bench(executors: 2)
    bench.submit(1, stages: [20])
    _ = bench.actions()
    bench.submit(2, stages: [20])
    bench.succeed("1.0.0#0", on: 1, nanoseconds: 1_000_000_000)
    bench.succeed("1.0.2#0", on: 1, nanoseconds: 1_000_000_000)
    #expect(bench.actions() == ["define 2 on 1", "run 2.0.0#0 on 1"])
  }

  @Test func aJobOfLongTasksIsNotKeptOutByOneOfShortTasks() {
    let bench = Self.bench(executors: 1)
    bench.submit(1, stages: [1000])
    bench.submit(2, stages: [10])
    _ = bench.actions()
    bench.succeed("1.0.0#0", nanoseconds: 1000)
    bench.succeed("2.0.0#0", nanoseconds: 200_000_000)
    var served = 0
    for _ in 0..<10 {
      for action in bench.actions() where action.hasPrefix("run") {
        let attempt = TaskAttempt(stringLiteral: String(action.split(separator: " ")[1]))
        served += attempt.task.job == JobID(2) ? 1 : 0
        bench.succeed(attempt, nanoseconds: attempt.task.job == JobID(2) ? 200_000_000 : 1000)
      }
    }
    #expect(served >= 4)
  }
}
