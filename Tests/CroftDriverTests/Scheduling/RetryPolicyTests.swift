import Testing

@testable import CroftDriver

@Suite struct RetryPolicyTests {
  private static func delays(first: UInt64, longest: UInt64, after errors: [Int]) -> [UInt64] {
    var policy = RetryPolicy()
    (policy.firstDelayNanoseconds, policy.longestDelayNanoseconds) = (first, longest)
    return errors.map { policy.delayNanoseconds(afterErrors: $0) }
  }

  @Test func theWaitDoublesUpToTheLongest() {
    #expect(Self.delays(first: 100, longest: 1000, after: [1, 2, 3, 4, 5, 6]) == [100, 200, 400, 800, 1000, 1000])
    #expect(Self.delays(first: 0, longest: 1000, after: [1, 30]) == [0, 0])
  }

  /// Five hours, and as many retries as there may be.
  @Test func aLongWaitNeverGetsShorter() {
    let hours: UInt64 = 5 * 3600 * 1_000_000_000
    let delays = Self.delays(first: hours, longest: hours, after: Array(1...1001))
    #expect(delays.allSatisfy { $0 == hours })
    #expect(Self.delays(first: .max, longest: .max, after: [1, 21, 64, 65, 1000]).allSatisfy { $0 == .max })
  }
}
