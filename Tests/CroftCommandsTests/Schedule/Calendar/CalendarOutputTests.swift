import Testing

@testable import CroftCommands

/// What `systemd-analyze calendar` of systemd 252 and of 254 printed.
@Suite struct CalendarOutputTests {
  @Test func aLocalZoneHasASecondLineInUTC() {
    // TZ=Europe/Berlin, --base-time="2026-03-28 00:00:00 UTC" --iterations=3 "*-*-* 02:30:00"
    let output = CalendarOutput(
      """
      Normalized form: *-*-* 02:30:00
          Next elapse: Sat 2026-03-28 02:30:00 CET
             (in UTC): Sat 2026-03-28 01:30:00 UTC
             From now: 7 months 26 days ago
             Iter. #2: Mon 2026-03-30 02:30:00 CEST
             (in UTC): Mon 2026-03-30 00:30:00 UTC
             From now: 7 months 24 days ago
             Iter. #3: Tue 2026-03-31 02:30:00 CEST
             (in UTC): Tue 2026-03-31 00:30:00 UTC
             From now: 7 months 23 days ago
      """)
    #expect(output.normalizedForm == "*-*-* 02:30:00")
    #expect(output.occurrences == [1_774_661_400_000, 1_774_830_600_000, 1_774_917_000_000])
  }

  @Test func aZoneThatIsUTCHasOneLine() {
    let output = CalendarOutput(
      """
        Original form: hourly
      Normalized form: *-*-* *:00:00
          Next elapse: Sun 2026-03-29 01:00:00 UTC
             From now: 7 months 25 days ago
             Iter. #2: Sun 2026-03-29 02:00:00 UTC
             From now: 7 months 25 days ago
      """)
    #expect(output.occurrences == [1_774_746_000_000, 1_774_749_600_000])
  }

  @Test func aNewerSystemdSpellsIterationsOut() {
    let output = CalendarOutput(
      """
      Normalized form: *-*-* *:00:00
          Next elapse: Sun 2026-03-29 01:00:00 UTC
         Iteration #2: Sun 2026-03-29 02:00:00 UTC
      """)
    #expect(output.occurrences.count == 2)
  }

  @Test func whatNeverComesAgainHasNoOccurrence() {
    let output = CalendarOutput("Normalized form: 2020-01-01 00:00:00\n    Next elapse: never\n")
    #expect(output.occurrences == [])
  }

  @Test(arguments: [
    ("*-*-* *:*:00/0.500000", true), ("Mon..Fri *-*-* 09:00:00.123456 UTC", true),
    ("Mon..Fri *-*-* 09:00:00 Europe/Berlin", false), ("*-*-* 00:00:00", false),
  ])
  func timesWithinASecondAreTold(form: String, hasFractions: Bool) {
    #expect(CalendarOutput("Normalized form: \(form)\n").hasFractions == hasFractions)
  }

  @Test func somethingElseIsNothing() {
    #expect(CalendarOutput("Next elapse: soon\n(in UTC): Sat 2026-03-28\n: \nIter\n").occurrences == [])
  }
}
