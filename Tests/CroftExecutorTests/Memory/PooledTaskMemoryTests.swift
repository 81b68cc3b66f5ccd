import CroftProtocol
import Testing

@testable import CroftExecutor

@Suite struct PooledTaskMemoryTests {
  private let resources = ExecutorResources(slots: 2, budgetBytes: 1000, commands: .forTests) { _ in }
  private var cache: ExecutorCache { resources.cache }

  private func keep(_ partition: Int, bytes: Int) -> TrialElements {
    let elements = TrialElements()
    #expect(cache.reserve(bytes, for: .trial(1)))
    cache.keep(elements, as: .trial(partition), bytes: bytes, path: nil)
    return elements
  }

  @Test func aTaskDrivesOutWhatIsCached() {
    for partition in 0..<3 { _ = keep(partition, bytes: 300) }
    let memory = PooledTaskMemory(of: resources)
    #expect(memory.reserve(500))
    #expect(resources.memory.heldByCacheBytes == 300)
    #expect(cache.elements(of: .trial(0)) == nil)
    #expect(cache.elements(of: .trial(2)) != nil)
  }

  @Test func whatATaskReadsStaysAndCountsBeyondTheGuaranteedShare() {
    let read = keep(0, bytes: 900)
    let memory = PooledTaskMemory(of: resources)
    #expect(!memory.reserve(500))
    #expect(memory.reserve(250))
    #expect(resources.memory.heldByCacheBytes == 900)
    withExtendedLifetime(read) {}
  }

  @Test func theEndOfATaskGivesItsMemoryBack() {
    do {
      let memory = PooledTaskMemory(of: resources)
      #expect(memory.reserve(900))
      memory.release(100)
    }
    #expect(PooledTaskMemory(of: resources).reserve(1000))
  }
}
