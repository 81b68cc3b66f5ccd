import Testing

@testable import CroftExecutor

@Suite struct MemoryPoolTests {
  private let pool = MemoryPool(budgetBytes: 1000, slots: 2)

  @Test func aTaskMayHoldAnEqualShareAmongThoseThatRun() {
    pool.taskBegins()
    #expect(pool.reserve(1000, held: 0) == .granted(missingBytes: 0, isGuaranteed: false))
    pool.release(1000)
    pool.taskBegins()
    #expect(pool.reserve(501, held: 0) == .refused)
    #expect(pool.reserve(500, held: 0) == .granted(missingBytes: 0, isGuaranteed: false))
    #expect(pool.reserve(1, held: 500) == .refused)
  }

  @Test func halfAShareIsGuaranteedWhateverOthersHold() {
    pool.taskBegins()
    #expect(pool.reserve(1000, held: 0) != .refused)
    pool.taskBegins()
    #expect(pool.reserve(250, held: 0) == .granted(missingBytes: 250, isGuaranteed: true))
    #expect(pool.reserve(1, held: 250) == .refused)
  }

  @Test func theCacheTakesOnlyWhatIsFree() {
    #expect(pool.reserveForCache(600) == 0)
    #expect(pool.reserveForCache(500) == 100)
    #expect(pool.heldByCacheBytes == 600)
    pool.releaseFromCache(100)
    #expect(pool.reserveForCache(500) == 0)
    #expect(pool.heldByCacheBytes == 1000)
  }

  @Test func aTaskTakesFromTheCacheWhatIsMissing() {
    pool.taskBegins()
    #expect(pool.reserveForCache(900) == 0)
    #expect(pool.reserve(400, held: 0) == .granted(missingBytes: 300, isGuaranteed: false))
    #expect(pool.reserveForCache(1) == 301)
  }

  @Test func anImpossibleRequestIsRefused() {
    pool.taskBegins()
    #expect(pool.reserve(.max, held: 1000) == .refused)
    #expect(pool.reserveForCache(.max) == .max - 1000)
  }
}
