import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct LargestElementsTests {
  private struct Incomparable: Error {}

  @Test(arguments: [0, 1, 2, 10, 1_000, 5_000])
  func theyAreTheLastOfTheSorted(limit: Int) throws {
    var random = SeededRandom(seed: UInt64(limit))
    for count in [0, 1, 9, 10, 11, 3_000] {
      let values = (0..<count).map { _ in Int.random(in: 0..<500, using: &random) }
      var largest = LargestElements<Int>(limit: limit, <)
      for value in values { try largest.offer(value) }
      #expect(largest.heap.sorted() == Array(values.sorted().suffix(limit)))
    }
  }

  @Test(arguments: [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], [3, 3, 3, 3, 3, 3]])
  func theOrderOfTheOffersDoesNotMatter(values: [Int]) throws {
    var largest = LargestElements<Int>(limit: 3, <)
    for value in values { try largest.offer(value) }
    #expect(largest.heap.sorted() == Array(values.sorted().suffix(3)))
  }

  @Test func anOrderThatThrowsIsHeard() throws {
    var largest = LargestElements<Int>(limit: 1) { _, _ in throw Incomparable() }
    try largest.offer(1)
    #expect(throws: Incomparable.self) { try largest.offer(2) }
  }
}
