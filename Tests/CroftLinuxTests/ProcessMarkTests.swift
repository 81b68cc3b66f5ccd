import Testing

@testable import CroftLinux

@Suite struct ProcessMarkTests {
  @Test func aMarkCoversThoseThatItsProcessesGive() throws {
    let numbers = [1, 2, 0x4000, ProcessMark.mostAtOnce]
    // The limit of a process in no span, and of one that is marked by one that is marked by one …
    for outer in numbers {
      var space = try #require(ProcessMark.space(below: .max))
      let span = space.span(outer)
      for inner in numbers {
        var value = span.value
        for depth in 2...4 {
          space = try #require(ProcessMark.space(below: value), "at depth \(depth)")
          value = space.span(inner).value
          #expect(span.covers(value))
          for other in numbers where other != outer {
            #expect(!ProcessMark.space(below: .max)!.span(other).covers(value))
          }
        }
        #expect(ProcessMark.space(below: value) == nil)
      }
    }
  }

  @Test func aMarkDoesNotCoverWhoGaveIt() throws {
    for limit in [UInt64.max, 1 << 62, (1 << 62) - (1 << 46)] as [UInt64] {
      let space = try #require(ProcessMark.space(below: limit))
      #expect(!space.span(1).covers(limit))
      #expect(space.span(ProcessMark.mostAtOnce).value > 1 << 61)
    }
  }

  @Test(arguments: [0, 200_000, 1 << 61, (1 << 62) - 1] as [UInt64]) func aLimitOfAnotherKindLeavesNoRoom(limit: UInt64)
  {
    #expect(ProcessMark.space(below: limit) == nil)
  }

  @Test func noTwoAreAlike() throws {
    let marks = try (0..<100).map { _ in try #require(ProcessMark.unique()) }
    #expect(Set(marks.map(\.value)).count == 100)
  }
}
