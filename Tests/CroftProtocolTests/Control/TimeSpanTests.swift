import Testing

@testable import CroftProtocol

@Suite struct TimeSpanTests {
  /// The examples of systemd.time(7) are among them.
  @Test(arguments: [
    ("2 h", 7_200_000), ("2hours", 7_200_000), ("48hr", 172_800_000), ("1y 12month", 63_115_200_000),
    ("55s500ms", 55_500), ("300ms20s 5day", 432_020_300), ("5min 20s", 320_000), ("30", 30_000), ("1.5h", 5_400_000),
    ("0", 0), ("1us", 1), ("1500us", 2), ("100ms", 100), ("0.1s", 100), ("1M", 2_629_800_000), ("1 m", 60_000),
    ("90d", 7_776_000_000), ("2w", 1_209_600_000), ("7 µs", 1),
  ])
  func spansAreReadAsSystemdReadsThem(text: String, milliseconds: Int) {
    #expect(TimeSpan.milliseconds(text) == milliseconds)
  }

  @Test(arguments: ["", " ", "s", "-5s", "5x", "1..5s", ".5s", "5.", "5 s s", "1e3", "0x10", "101y", "infinity", "٣s"])
  func whatIsNoSpanIsRefused(text: String) {
    #expect(TimeSpan.milliseconds(text) == nil)
  }
}
