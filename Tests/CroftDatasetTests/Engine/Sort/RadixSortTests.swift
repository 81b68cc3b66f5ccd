import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct RadixSortTests {
  @Test(arguments: [0, 1, 2, 63, 64, 65, 5_000])
  func entriesAreSortedAndEqualOnesKeepTheirOrder(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    for shift in [0, 8, 20, 40, 58, 63] {
      let prefixes = (0..<count).map { _ in random.next() >> UInt64(shift) }
      #expect(Self.sorted(prefixes).map(\.place) == Self.expected(prefixes))
    }
    let high = (0..<count).map { _ in random.next() << 60 }
    #expect(Self.sorted(high).map(\.place) == Self.expected(high))
  }

  @Test func anOddNumberOfVaryingDigitsEndsInPlace() {
    let prefixes = (0..<300).map { UInt64(299 - $0) % 7 << 24 }
    #expect(Self.sorted(prefixes).map(\.place) == Self.expected(prefixes))
  }

  @Test func whatTheHighDigitsLeaveAlikeIsSortedByTheLowOnes() {
    var random = SeededRandom(seed: 6)
    let prefixes = (0..<5_000).map { place in
      let high: UInt64 = place % 2 == 0 ? 0x0101_0101_0101 : 0x0202_0202_0203
      return high << 16 | random.next() & (place % 3 == 0 ? 0xFFFF : 0x00FF)
    }
    #expect(Self.sorted(prefixes).map(\.place) == Self.expected(prefixes))
    let alike = prefixes.map { $0 & ~0xFF }
    #expect(Self.sorted(alike).map(\.place) == Self.expected(alike))
  }

  private static func expected(_ prefixes: [UInt64]) -> [Int] {
    prefixes.indices.sorted { (prefixes[$0], $0) < (prefixes[$1], $1) }
  }

  /// The prefixes sorted, each with its place before, which its record's length tells.
  private static func sorted(_ prefixes: [UInt64]) -> [(prefix: UInt64, place: Int)] {
    let room = UnsafeMutablePointer<SortEntry>.allocate(capacity: max(prefixes.count, 1))
    let spare = UnsafeMutablePointer<SortEntry>.allocate(capacity: max(prefixes.count, 1))
    let anywhere = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    defer {
      room.deallocate()
      spare.deallocate()
      anywhere.deallocate()
    }
    for (place, prefix) in prefixes.enumerated() {
      room[place] = SortEntry(prefix: prefix, record: PlacedRecord(short: anywhere, count: place))
    }
    RadixSort.sort(room, count: prefixes.count, spare: spare)
    return prefixes.indices.map { (room[$0].prefix, room[$0].record.bytes.count) }
  }
}
