import Testing

@testable import CroftDataset

@Suite struct RangeSplitsTests {
  @Test(arguments: [0..<0, 0..<1, 0..<10, -7..<6, 5..<1_000, .min ..< .max, .min ..< .min + 5, .max - 5 ..< .max])
  func slicesFollowOnEachOtherAndDifferByOneAtMost(range: Range<Int>) {
    for count in [1, 2, 3, 7, 64, 1_000] {
      let splits = RangeSplits(range: range, count: count)
      var end = range.lowerBound
      var sizes: Set<UInt> = []
      for index in 0..<count {
        let slice = splits.slice(index)
        #expect(slice.lowerBound == end)
        end = slice.upperBound
        sizes.insert(UInt(bitPattern: slice.upperBound &- slice.lowerBound))
      }
      #expect(end == range.upperBound)
      #expect(sizes.max()! - sizes.min()! <= 1)
    }
  }

  @Test func theSizeOfARangeIsKnownUnlessItIsNoInt() {
    #expect(RangeSplits(range: -3..<7, count: 2).totalBytes == 80)
    for range in [Int.min ..< .max, .min..<0, 0 ..< .max] {
      #expect(RangeSplits(range: range, count: 2).totalBytes == nil)
    }
  }

  @Test func theLargestNumberOfPartitionsWorks() {
    let splits = RangeSplits(range: .min ..< .max, count: PartitionCount.maximum)
    #expect(splits.slice(0).lowerBound == .min)
    #expect(splits.slice(PartitionCount.maximum - 1).upperBound == .max)
  }

  @Test(arguments: [0, -1, 100_000_001, .min, .max])
  func aNumberOfPartitionsThatMakesNoSenseIsRefused(partitions: Int) {
    let problem = #expect(throws: InvalidPartitionCount.self) { try PartitionCount.checked(partitions) }
    #expect(problem?.asked == partitions)
    #expect(problem?.description.hasPrefix("\(partitions) partitions were asked for; ask for 1 to ") == true)
  }

  @Test(arguments: [nil, 1, 100_000_000])
  func aNumberThatMakesSenseIsTaken(partitions: Int?) throws {
    #expect(try PartitionCount.checked(partitions) == partitions)
  }
}
