import CroftProtocol
import Testing

@testable import CroftExecutor

/// What becomes of a warning that memory is short in spite of the budget.
@Suite struct ExecutorResourcesTests {
  @Test func halfOfWhatIsCachedGoes() throws {
    try CacheTrial.with { trial in
      for partition in 0..<4 { #expect(trial.keep(.trial(partition), bytes: 100)) }
      trial.resources.evictHalf()
      #expect(trial.resources.memory.heldByCacheBytes == 200)
      #expect((0..<4).map { trial.isInMemory(.trial($0)) } == [false, false, true, true])
      #expect(trial.reported.suffix(2) == [CacheChange(.trial(0), .nowhere), CacheChange(.trial(1), .nowhere)])
    }
  }

  @Test func aTaskIsRefusedOnceBeyondWhatEveryTaskMayHave() {
    let resources = ExecutorResources(slots: 2, budgetBytes: 1000, commands: .forTests) { _ in }
    let (large, small) = (PooledTaskMemory(of: resources), PooledTaskMemory(of: resources))
    #expect(large.reserve(300))
    resources.makeRoom()
    #expect(!large.reserve(10), "it spills now")
    #expect(large.reserve(10))
    #expect(small.reserve(200))
    #expect(small.reserve(200), "what it held at the warning was not worth a spill")
  }

  @Test func aTaskThatBeginsAfterAWarningHasNothingToSpill() {
    let resources = ExecutorResources(slots: 1, budgetBytes: 1000, commands: .forTests) { _ in }
    resources.makeRoom()
    #expect(PooledTaskMemory(of: resources).reserve(900))
  }
}
