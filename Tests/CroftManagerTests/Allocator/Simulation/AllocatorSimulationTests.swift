import CroftTesting
import Testing

@testable import CroftManager

/// Drives the allocator through random histories of applications, requests, ends, reloads, and deaths of the manager,
/// and checks after each event what must always hold. A seed that fails does so again.
@Suite struct AllocatorSimulationTests {
  /// Many short ones find what takes few steps; together with the long ones, over 100,000.
  @Test(arguments: 0..<8)
  func invariantsHoldInShortHistories(part: Int) throws {
    for seed in 0..<12_600 { try live(seed: UInt64(part * 12_600 + seed), steps: 8) }
  }

  @Test(arguments: 0..<4)
  func invariantsHoldInLongHistories(part: Int) throws {
    for seed in 0..<100 { try live(seed: UInt64(1_000_000 + part * 100 + seed), steps: 200) }
  }

  private func live(seed: UInt64, steps: Int) throws {
    var history = FarmHistory(seed: seed)
    history.begin()
    for step in 0..<steps where !history.isFinished {
      history.step()
      try #require(history.brokenInvariant == nil, "seed \(seed), step \(step)")
    }
    if seed.isMultiple(of: 2) {
      history.serveAll()
      try #require(history.brokenInvariant == nil, "seed \(seed), at the end of all work")
    }
    history.end()
    try #require(history.brokenInvariant == nil, "seed \(seed), after the end")
  }
}
