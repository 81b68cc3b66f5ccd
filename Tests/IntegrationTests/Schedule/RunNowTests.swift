import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite(.enabled(if: ScheduleNeeds.systemdAnalyze, "needs systemd-analyze, of the package systemd"))
  struct RunNowTests {
    @Test func theNewestWindowRunsHereWhateverRanBefore() async throws {
      try await TrialSchedule.with("echo $CROFT_LOGICAL_TIME; exit 5") { trial in
        for attempt in 1...2 {
          let result = try await trial.croft("schedule", "run-now", "trial")
          #expect(result.exit == .exited(code: 5))
          #expect(result.standardOutput == "2020-01-05T00:00:00Z\n")
          let last = try await trial.history().last
          #expect(last == ["2020-01-05T00:00:00Z", "run-now", "\(attempt)", "failed: exit status 5"])
        }
      }
    }

    @Test(arguments: ["2020-01-03T00:00:00Z", "2020-01-03 00:00 UTC", "2020-01-03T01:00:00+01:00"])
    func aWindowIsNamedByItsLogicalTime(time: String) async throws {
      try await TrialSchedule.with("echo $CROFT_WINDOW_START") { trial in
        let result = try await trial.croft("schedule", "run-now", "trial", "--logical-time", time)
        #expect(result.standardOutput == "2020-01-02T00:00:00Z\n")
      }
    }

    @Test(arguments: [
      ("2020-01-03T12:00:00Z", "the last before is 2020-01-03T00:00:00Z"), ("2100-01-01", "still to come"),
      ("whenever", "is no time"),
    ])
    func whereNoWindowEndsItSaysSo(time: String, reason: String) async throws {
      try await TrialSchedule.with("true") { trial in
        let result = try await trial.croft("schedule", "run-now", "trial", "--logical-time", time)
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains(reason))
        #expect(try await trial.history() == [])
      }
    }

    @Test func whatRanWellByHandIsNotCaughtUp() async throws {
      try await TrialSchedule.with("true", catchUp: "last") { trial in
        try await trial.expectSuccess("schedule", "run-now", "trial")
        try await trial.expectSuccess("schedule", "run-due", "trial")
        #expect(try await trial.history().map { $0[1] } == ["run-now"])
      }
    }

    @Test func aHistoryGoesOnWhereAPageEnded() async throws {
      try await TrialSchedule.with("true") { trial in
        try await trial.expectSuccess("schedule", "run-due", "trial")
        let first = try await trial.croft("schedule", "history", "trial", "--lines", "2")
        #expect(first.standardOutput.contains("2020-01-05") && first.standardOutput.contains("2020-01-04"))
        #expect(first.standardError.contains("there are more: --before 4"))
        let rest = try await trial.croft("schedule", "history", "trial", "--lines", "3", "--before", "4")
        #expect(rest.standardOutput.split(separator: "\n").count == 4)
        #expect(rest.standardError == "")
      }
    }

    @Test func listAndShowTellHowItStands() async throws {
      try await TrialSchedule.with("exit 4") { trial in
        #expect(try await trial.croft("schedule", "run-now", "trial").exit == .exited(code: 4))
        let list = try await trial.croft("schedule", "list")
        let row = list.standardOutput.split(separator: "\n").last?.split(separator: " ").map(String.init)
        #expect(row?.prefix(4) == ["trial", "-", "2020-01-05T00:00:00Z", "failed"])
        let show = try await trial.croft("schedule", "show", "trial")
        #expect(show.standardOutput.contains("Run 1        2020-01-05T00:00:00Z run-now: failed: exit status 4"))
        #expect(show.standardOutput.contains("Command      \(trial.home)/command argument"))
        // As systemctl enable notes it.
        let links = trial.home + "/config/systemd/user/timers.target.wants"
        try FileSystem.createDirectory(links, mode: 0o755, parents: true)
        #expect(symlink("../croft-schedule-trial.timer", links + "/croft-schedule-trial.timer") == 0)
        #expect(try await trial.croft("schedule", "list").standardOutput.contains("  failed  "))
      }
    }
  }
}
