import Testing

@testable import CroftDriver

@Suite struct ReconnectDelayTests {
  @Test func theWaitDoublesUpToASecond() {
    var delay = ReconnectDelay()
    let waits = (0..<7).map { _ in delay.nextNanoseconds(random: 0.5) / 1_000_000 }
    #expect(waits == [50, 100, 200, 400, 800, 1000, 1000])
    delay.reset()
    #expect(delay.nextNanoseconds(random: 0.5) == 50_000_000)
  }

  @Test(arguments: [(0, 40), (0.25, 45), (1, 60)] as [(Double, UInt64)])
  func itIsUpToAFifthShorterOrLonger(random: Double, milliseconds: UInt64) {
    var delay = ReconnectDelay()
    #expect(delay.nextNanoseconds(random: random) / 1_000_000 == milliseconds)
  }
}
