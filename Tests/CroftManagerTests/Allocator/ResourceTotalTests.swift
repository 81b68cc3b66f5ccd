import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct ResourceTotalTests {
  let total = ResourceTotal(resources: Resources(cores: 2, memoryBytes: 10), executors: 1)

  @Test(arguments: [
    (ResourceBound.none, true), (ResourceBound(cores: 2, memoryBytes: 10, executors: 1), true),
    (ResourceBound(cores: 1), false), (ResourceBound(memoryBytes: 9), false), (ResourceBound(executors: 0), false),
  ])
  func itFitsWhenNoPartIsOver(bound: ResourceBound, fits: Bool) { #expect(total.fits(in: bound) == fits) }

  @Test func itIsBelowAMinimumWhenAnyPartIs() {
    #expect(total.isBelow(ResourceBound(cores: 2, executors: 2)))
    #expect(!total.isBelow(ResourceBound(cores: 2, executors: 1)))
    #expect(!total.isBelow(.none))
  }

  @Test func theDominantShareIsTheLarger() {
    #expect(total.dominantShare(of: Resources(cores: 8, memoryBytes: 20)) == 0.5)
    #expect(total.dominantShare(of: Resources(cores: 2, memoryBytes: 100)) == 1)
  }

  @Test func aSumBeyondEveryMachineIsNone() {
    #expect(ResourceTotal.sum(of: 2, each: Resources(cores: 1, memoryBytes: .max)) == nil)
  }
}
