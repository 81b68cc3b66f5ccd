import Testing

@testable import CroftDataset

@Suite struct SplitMix64Tests {
  /// The first numbers of the published algorithm for the seed 1234567.
  @Test func theNumbersAreThePublishedOnes() {
    var random = SplitMix64(seed: 1_234_567)
    let numbers = (0..<3).map { _ in random.next() }
    #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func streamsAreTheSameAgainAndUnlikeEachOther() {
    func first(_ seed: UInt64, _ stream: Int) -> UInt64 {
      var random = SplitMix64(seed: seed, stream: stream)
      return random.next()
    }
    #expect(first(1, 2) == first(1, 2))
    let all = Set((0..<100).flatMap { seed in (-50..<50).map { first(seed, $0) } })
    #expect(all.count == 10_000)
  }
}
