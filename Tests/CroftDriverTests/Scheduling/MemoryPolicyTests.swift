import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct MemoryPolicyTests {
  @Test func eachLossMultipliesWhatThereWasUpToTheMost() {
    let policy = MemoryPolicy(executorBytes: 100, growth: 1.5, mostBytes: 300)
    #expect(policy.grown(from: 100) == 150)
    #expect(policy.grown(from: 150) == 225)
    #expect(policy.grown(from: 225) == 300)
    #expect(policy.grown(from: 300) == 300)
  }

  @Test func withoutAnyWordItDoublesUpToEightTimes() {
    let policy = MemoryPolicy(executorBytes: 1 << 30)
    #expect(policy.grown(from: 1 << 30) == 2 << 30)
    #expect(policy.mostBytes == 8 << 30)
  }

  @Test(arguments: [-1, 0, 0.5, .nan, .infinity])
  func nonsenseMeansNoGrowth(growth: Double) {
    #expect(MemoryPolicy(executorBytes: 100, growth: growth).grown(from: 100) == 100)
  }

  @Test func hugeAmountsDoNotOverflow() {
    let policy = MemoryPolicy(executorBytes: .max, growth: 1000)
    #expect(policy.grown(from: .max) == .max)
  }

  @Test(arguments: [(100, "1"), (150, "1.5"), (225, "2.25"), (205, "2.05"), (800, "8")])
  func peopleReadHowManyTimesTheUsualMemory(bytes: Int, text: String) {
    #expect(MemoryPolicy(executorBytes: 100).times(bytes) == text)
  }

  @Test func theSchedulerAsksForWhatThePolicySays() {
    var policy = SchedulerPolicy()
    policy.memory = MemoryPolicy(executorBytes: 100, growth: 1.5, mostBytes: 200)
    let bench = SchedulerBench(slots: [], policy: policy)
    bench.join(1, memoryBytes: 100)
    bench.submit(stages: [1])
    for (executor, memory) in [(1, 150), (2, 200), (3, 200)] {
      _ = bench.actions()
      bench.lose(executor, cause: .outOfMemory)
      #expect(bench.actions().last == "replace an executor by one of \(memory) times the memory")
      bench.join(executor + 1, memoryBytes: memory)
    }
    _ = bench.actions()
    bench.lose(4, cause: .outOfMemory)
    #expect(bench.jobError()?.message.contains("with 2 times the usual memory") == true)
  }
}
