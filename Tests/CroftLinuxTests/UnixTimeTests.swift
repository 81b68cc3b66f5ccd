import CroftLinux
import Glibc
import Testing

@Suite struct UnixTimeTests {
  @Test func aMomentIsSpelledInUTC() {
    #expect(UnixTime.utc(milliseconds: 1_700_000_000_042) == "2023-11-14T22:13:20Z")
    #expect(UnixTime.utc(milliseconds: 1_700_000_000_042, withMilliseconds: true) == "2023-11-14T22:13:20.042Z")
  }

  @Test func nowIsNow() {
    let seconds = time(nil)
    #expect((seconds * 1000...(seconds + 60) * 1000).contains(UnixTime.nowMilliseconds))
  }
}
