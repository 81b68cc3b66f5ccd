import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct StringOrderTests {
  /// Long enough to differ behind the first eight bytes, and with accents where two strings part.
  @Test func stringsGoByTheirNormalForms() throws {
    var random = SeededRandom(seed: 7)
    let letters = ["a", "b", "é", "e\u{301}", "e", "\u{301}", "A\u{30A}", "Å", "日", "\u{0}"]
    let beginnings = ["", "abcdefgh", "caf\u{e9} abcdefgh", "cafe\u{301} abcdefgh"]
    let words = (0..<200).map { _ in
      beginnings[random.below(4)] + (0..<random.below(4)).map { _ in letters[random.below(letters.count)] }.joined()
    }
    for a in words {
      for b in words {
        let expected = try normalForm(a).lexicographicallyPrecedes(normalForm(b))
        #expect(StringOrder.precedes(a, b) == expected, "\(a.unicodeScalars) and \(b.unicodeScalars)")
      }
    }
  }

  private func normalForm(_ string: String) throws -> [UInt8] {
    var writer = ByteWriter()
    writer.appendCanonical(string)
    var reader = ByteReader(writer.bytes)
    return Array(try reader.readCounted())
  }
}
