import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct ScheduleReportsTests {
  private static let run = ScheduledRun(
    number: 12, logicalTime: 1_795_341_600_000, windowStart: 1_795_255_200_000, trigger: .catchUp, attempt: 2,
    startedAt: 1_795_341_601_000)

  private static let summary = ScheduleSummary(
    name: "nightly", calendar: "Mon..Fri 09:00", next: 1_795_428_000_000, last: 1_795_341_600_000, result: .timedOut,
    state: .failed)

  @Test func aListTellsNextAndLast() throws {
    let text = try OutputFormat.text(.plain).render(SchedulesReport(payload: .init(schedules: [Self.summary])))
    #expect(
      text == """
        NAME     NEXT                  LAST                  RESULT     STATE   WHEN
        nightly  2026-11-23T10:00:00Z  2026-11-22T10:00:00Z  timed out  failed  Mon..Fri 09:00
        """)
  }

  @Test func aProgramGetsMilliseconds() throws {
    let document = try JSONParser.parse(
      OutputFormat.json.render(SchedulesReport(payload: .init(schedules: [Self.summary]))))
    guard case .array(let list)? = document["schedules"] else {
      Issue.record("\(document)")
      return
    }
    #expect(list.first?["next"] == 1_795_428_000_000)
    #expect(list.first?["result"] == "timed out")
  }

  @Test func aHistoryTellsHowEachRunCameOut() throws {
    var failed = Self.run
    failed.end = RunEnd(run: 12, endedAt: 1_795_341_602_050, outcome: .failed, exitStatus: 3)
    let runs = [RunSummary(failed, .failed), RunSummary(Self.run, .running)]
    let lines = try OutputFormat.text(.plain).render(RunsReport(payload: .init(runs: runs))).split(separator: "\n")
    let times = "2026-11-22T10:00:00Z  2026-11-21T10:00:00Z  catch-up        2  2026-11-22T10:00:01Z"
    #expect(lines[1] == " 12  \(times)    1.050  failed: exit status 3")
    #expect(lines[2] == " 12  \(times)        -  running")
  }

  @Test func aCommandIsShownAsAShellReadsItBack() throws {
    let schedule = Schedule.fixture(command: ["/bin/sh", "-c", "it's $1", ""])
    let report = ScheduleReport(
      payload: .init(
        schedule: schedule, summary: Self.summary, timer: "/t", service: "/s", state: "/d",
        runs: [RunSummary(Self.run, .interrupted)]))
    let lines = try OutputFormat.text(.plain).render(report).split(separator: "\n")
    #expect(lines.contains("Command      /bin/sh -c 'it'\\''s $1' ''"))
    #expect(lines.contains("Run 12       2026-11-22T10:00:00Z catch-up: interrupted"))
  }
}
