import CroftTesting

@testable import CroftDataset

/// Machines to run wide operators on: with enough memory, and with so little that everything of some size is spilled.
enum WideFixture {
  static let machines: [(name: String, memoryBytes: Int)] = [("enough", .max), ("little", 20_000), ("none", 0)]

  /// Pairs of which a few keys have many values.
  static func skewedPairs(_ count: Int, keys: Int, seed: UInt64) -> [(Int, Int)] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { number in
      (random.isOne(in: 4) ? random.below(3) : random.below(keys), number)
    }
  }

  static func grouped<Key: Hashable, Value>(_ pairs: [(Key, Value)]) -> [Key: [Value]] {
    Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
  }
}

extension Sequence {
  /// As a dictionary in which every list is sorted; traps on a key that comes twice.
  func groups<Key: Hashable, Value: Comparable>() -> [Key: [Value]] where Element == (Key, [Value]) {
    Dictionary(uniqueKeysWithValues: map { ($0.0, $0.1.sorted()) })
  }
}
