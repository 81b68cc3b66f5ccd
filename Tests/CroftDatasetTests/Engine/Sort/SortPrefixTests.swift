import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct SortPrefixTests {
  @Test func prefixesOfNumbersAreInTheirOrder() {
    Self.expectOrder([Int.min, -256, -1, 0, 1, 255, 256, .max])
    Self.expectOrder([Int8.min, -1, 0, 1, .max])
    Self.expectOrder([Int16.min, -1, 0, 1, .max])
    Self.expectOrder([Int32.min, -1, 0, 1, .max])
    Self.expectOrder([Int64.min, -1, 0, 1, .max])
    Self.expectOrder([UInt.min, 1, 256, .max])
    Self.expectOrder([UInt8.min, 1, .max])
    Self.expectOrder([UInt16.min, 1, 256, .max])
    Self.expectOrder([UInt32.min, 1, 256, .max])
    Self.expectOrder([UInt64.min, 1, 256, .max])
    Self.expectOrder([-Double.infinity, -1e300, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1, .infinity])
    Self.expectOrder([-Float.infinity, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1, .infinity])
  }

  @Test func zerosAreEqualAndWhatIsNoNumberIsLast() {
    #expect(SortPrefix.of(-0.0) == SortPrefix.of(0.0))
    #expect(SortPrefix.of(Double.nan) > SortPrefix.of(Double.infinity))
    #expect(SortPrefix.of(-Double.nan) == SortPrefix.of(Double.nan))
    #expect(SortPrefix.of(Float.nan) > SortPrefix.of(Float.infinity))
  }

  @Test func prefixesOfTextsAndStringsNeverContradictTheirOrder() {
    var random = SeededRandom(seed: 33)
    let letters = ["a", "b", "z", "é", "e\u{301}", "e", "\u{301}", "\u{0}", "日", "🦆", "A\u{30A}", "abcdefg"]
    let words = (0..<100).map { _ in (0..<random.below(11)).map { _ in letters[random.below(letters.count)] }.joined() }
    for a in words {
      for b in words {
        if SortPrefix.of(a) < SortPrefix.of(b) { #expect(StringOrder.precedes(a, b)) }
        if SortPrefix.of(Text(a)) < SortPrefix.of(Text(b)) { #expect(Text(a) < Text(b)) }
        #expect((a == b) == (!StringOrder.precedes(a, b) && !StringOrder.precedes(b, a)))
      }
    }
  }

  @Test func keysOfOtherTypesHaveToBeCompared() {
    #expect(SortPrefix.of(Int128(7)) == SortPrefix.of(Int128(-7)))
    #expect(!SortPrefix.isExact(Int128.self))
    #expect(!SortPrefix.isExact(Text.self))
    #expect(!SortPrefix.isExact(String.self))
  }

  /// - Parameter keys: in their order, no two alike.
  private static func expectOrder<Key>(_ keys: [Key]) {
    #expect(SortPrefix.isExact(Key.self))
    for (a, b) in zip(keys, keys.dropFirst()) { #expect(SortPrefix.of(a) < SortPrefix.of(b), "\(a), \(b)") }
  }
}
