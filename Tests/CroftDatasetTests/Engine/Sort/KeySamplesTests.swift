import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct KeySamplesTests {
  @Test func fewKeysAreAllKept() {
    let kept = Self.samples(of: Array(0..<1_000), keyBytes: 8, partitions: 4)
    #expect(kept.map(\.key.key) == Array(0..<1_000))
    #expect(kept.allSatisfy { $0.weight == 3 })
  }

  @Test(arguments: [8, 30_000], [4, 100])
  func manyKeysAreThinnedOutEvenly(keyBytes: Int, partitions: Int) {
    var random = SeededRandom(seed: 41)
    // Runs of ascending keys, as indexes give them.
    let keys = (0..<300).flatMap { _ in (0..<1_000).map { _ in random.below(1_000_000) }.sorted() }
    let kept = Self.samples(of: keys, keyBytes: keyBytes, partitions: partitions)
    let room = max(2 << 20, 2 * 32 * partitions * (keyBytes + 64))
    #expect(kept.count * keyBytes <= room)
    #expect(kept.count >= 32 * partitions)
    let total = kept.reduce(0) { $0 + $1.weight }
    #expect(abs(total - 3 * keys.count) <= 3 * keys.count / kept.count * 2)
    let lower = kept.reduce(0) { $0 + ($1.key.key < 500_000 ? $1.weight : 0) }
    #expect(abs(lower - total / 2) <= total / 10)
  }

  private static func samples(of keys: [Int], keyBytes: Int, partitions: Int) -> [KeySamples<Int>.Sample] {
    let order = SortOrder<Int, Int>(SortRecords(.ascending), key: { $0 }, precedes: { $0 < $1 })
    var samples = KeySamples<Int>(partitions: partitions)
    for key in keys { samples.append(SampledKey(key, order), weight: 3, bytes: keyBytes) }
    return samples.samples
  }
}
