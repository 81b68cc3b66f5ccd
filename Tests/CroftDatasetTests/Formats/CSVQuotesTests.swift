import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct CSVQuotesTests {
  @Test func quotesAreCountedAsByPlainMeans() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<3_000 {
      let bytes = random.bytes(upTo: 300).map { $0 & 3 }
      let isOdd = bytes.count { $0 == 1 } % 2 == 1
      #expect(bytes.withUnsafeBytes { CSVQuotes.areOdd(in: $0, quote: 1) } == isOdd)
    }
  }

  @Test func noBytesHaveNoQuotes() {
    #expect(!CSVQuotes.areOdd(in: UnsafeRawBufferPointer(start: nil, count: 0), quote: 0x22))
  }
}
