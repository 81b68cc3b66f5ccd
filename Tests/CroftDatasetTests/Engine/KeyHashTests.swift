import CroftProtocol
import Testing

@testable import CroftDataset

@Suite struct KeyHashTests {
  @Test func equalKeysHashAlike() {
    #expect(KeyHash.stable(0.0) == KeyHash.stable(-0.0))
    #expect(KeyHash.stable(Float(0)) == KeyHash.stable(-Float(0)))
    #expect(KeyHash.stable("caf\u{E9}") == KeyHash.stable("cafe\u{301}"))
    // The sign of the unit of temperature is equal to the letter, which is ASCII.
    #expect(KeyHash.stable("\u{212A}elvin") == KeyHash.stable("Kelvin"))
    let (first, second) = ("long enough for the heap: caf\u{E9}", "long enough for the heap: cafe\u{301}")
    #expect(KeyHash.stable(first) == KeyHash.stable(second))
  }

  @Test func allNaNsAreOneKey() {
    let other = Double(nan: 5, signaling: false)
    #expect(KeyHash.stable(Double.nan) == KeyHash.stable(-other))
    #expect(KeyHash.areEqual(Double.nan, -other))
    #expect(KeyHash.areEqual(Float.nan, -Float.nan))
    #expect(KeyHash.areEqual(0.0, -0.0))
    #expect(!KeyHash.areEqual(1.0, Double.nan))
  }

  @Test func differentKeysHashDifferently() {
    #expect(Set((0..<10_000).map { KeyHash.of($0) }).count == 10_000)
    #expect(Set((0..<10_000).map { KeyHash.of("key \($0)") }).count == 10_000)
    #expect(Set((0..<10_000).map { KeyHash.of(Double($0) / 8) }).count == 10_000)
    #expect(Set((0..<200).map { KeyHash.of(String(repeating: "a", count: $0)) }).count == 200)
  }

  /// Map outputs of an earlier run are read again by what they say.
  @Test func hashesNeverChange() {
    #expect(KeyHash.stable(7) == StableHash.hash(7))
    #expect(KeyHash.stable("a") == [UInt8(ascii: "a")].withUnsafeBytes(StableHash.hash))
    #expect(KeyHash.stable(Text("a")) == KeyHash.stable("a"))
    #expect(KeyHash.partition(0x8000_0000_0000_0000, of: 10) == 5)
    #expect(KeyHash.partition(.max, of: 10) == 9)
  }

  /// Keys of one partition, or one bucket, have to spread over the next level's buckets.
  @Test func levelsOfBucketsAreIndependent() {
    let first = (0..<100_000).filter { KeyHash.bucket($0, of: 16, level: 0) == 3 }
    let second = first.filter { KeyHash.bucket($0, of: 16, level: 1) == 3 }
    let inPartition = (0..<100_000).filter { KeyHash.partition(KeyHash.of($0), of: 16) == 3 }
    let both = inPartition.filter { KeyHash.bucket($0, of: 16, level: 0) == 3 }
    for (part, whole) in [(second, first), (both, inPartition)] {
      #expect((whole.count / 24...whole.count / 11).contains(part.count))
    }
  }
}
