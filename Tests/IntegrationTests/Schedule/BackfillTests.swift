import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite(.enabled(if: ScheduleNeeds.systemdAnalyze, "needs systemd-analyze, of the package systemd"))
  struct BackfillTests {
    private static let all = ["backfill", "trial", "--from", "2020-01-01T00:00:00Z", "--to", "2021-01-01T00:00:00Z"]

    @Test func windowsBetweenTwoTimesRunOnce() async throws {
      try await TrialSchedule.with("echo $CROFT_WINDOW_START") { trial in
        let some = ["backfill", "trial", "--from", "2020-01-02T00:00:00Z", "--to", "2020-01-04T00:00:00Z"]
        let result = try await trial.start(some).result()
        #expect(result.succeeded)
        #expect(result.standardOutput.hasPrefix("2020-01-02T00:00:00Z\n2020-01-03T00:00:00Z\nRUN"))
        #expect(result.standardError.contains("2 of 2 windows succeeded"))
        #expect(try await trial.history().map { $0[0] } == Array(TrialSchedule.days[2...3]))
        let rest = try await trial.start(Self.all).result()
        #expect(rest.standardError.contains("2 of 2 windows succeeded"))
        let again = try await trial.start(Self.all + ["--again"]).result()
        #expect(again.standardError.contains("4 of 4 windows succeeded"))
      }
    }

    @Test func aDryRunOnlyLists() async throws {
      try await TrialSchedule.with("echo never") { trial in
        let result = try await trial.start(Self.all + ["--dry-run"]).result()
        let times = result.standardOutput.split(separator: "\n").dropFirst().map { String($0.prefix(20)) }
        #expect(times == Array(TrialSchedule.days[1...]))
        #expect(try await trial.history() == [])
      }
    }

    @Test func failuresAreInTheTableAndInTheStatus() async throws {
      try await TrialSchedule.with("case $CROFT_LOGICAL_TIME in 2020-01-03*) exit 7;; esac; echo said") { trial in
        let result = try await trial.start(Self.all + ["--json"]).result()
        #expect(result.exit == .exited(code: 1))
        // The commands' own words don't get into the document.
        let document = try JSONParser.parse(result.standardOutput)
        guard case .array(let runs)? = document["runs"] else { return }
        #expect(runs.map { $0["outcome"] } == ["succeeded", "failed", "succeeded", "succeeded"])
        #expect(runs[1]["exitStatus"] == 7)
        #expect(result.standardError.contains("said"))
        // What failed is still missing, and the rest isn't.
        let retry = try await trial.start(Self.all).result()
        #expect(retry.standardError.contains("0 of 1 windows succeeded"))
      }
    }

    @Test func theTimersNextRunIsNotMovedByIt() async throws {
      try await TrialSchedule.with("true") { trial in
        try await trial.expectSuccess(of: trial.start(Self.all))
        try await trial.expectSuccess("schedule", "run-due", "trial")
        // The first window has no start, so it lies between no two times.
        let triggers = ["backfill", "backfill", "backfill", "backfill", "catch-up"]
        #expect(try await trial.history().map { $0[1] } == triggers)
      }
    }

    @Test func aFirstInterruptWaitsForWhatRuns() async throws {
      try await TrialSchedule.with("echo x > begun; : < gate") { trial in
        let gate = try Gate(in: trial.home)
        let process = try trial.start(Self.all + ["--max-running", "2"])
        _ = try await gate.waitForTasks(2)
        try process.signal(SIGINT)
        try await process.waitForOutput(containing: "the 2 that run end first")
        let open = try gate.open()
        let result = try await process.result()
        withExtendedLifetime(open) {}
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("2 of 4 windows succeeded"))
        #expect(try await trial.history().map { $0[3] } == ["succeeded", "succeeded"])
      }
    }

    @Test func aSecondInterruptEndsThem() async throws {
      try await TrialSchedule.with("echo x > begun; : < gate") { trial in
        let gate = try Gate(in: trial.home)
        let process = try trial.start(Self.all + ["--max-running", "2"])
        _ = try await gate.waitForTasks(2)
        try process.signal(SIGINT)
        try await process.waitForOutput(containing: "the 2 that run end first")
        try process.signal(SIGINT)
        #expect(try await process.result().exit == .exited(code: 1))
        #expect(try await trial.history().map { $0[3] } == ["interrupted: signal 15", "interrupted: signal 15"])
        // They were a person's, so the timer makes up for none of them before its time.
        #expect(try await trial.history().map { $0[1] } == ["backfill", "backfill"])
      }
    }

    @Test func aWindowThatTheTimerRunsIsSkipped() async throws {
      try await TrialSchedule.with(
        "[ $CROFT_LOGICAL_TIME = 2020-01-05T00:00:00Z ] || exit 0; echo x > begun; : < gate", catchUp: "last"
      ) { trial in
        let gate = try Gate(in: trial.home)
        let timer = try trial.start(["schedule", "run-due", "trial"])
        _ = try await gate.waitForTasks(1)
        let result = try await trial.start(Self.all).result()
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("2020-01-05T00:00:00Z runs already"))
        #expect(result.standardError.contains("3 of 4 windows succeeded"))
        let open = try gate.open()
        #expect(try await timer.result().succeeded)
        withExtendedLifetime(open) {}
        #expect(try await trial.history().count == 4)
      }
    }

    @Test(arguments: [
      (["--from", "2020-01-04", "--to", "2020-01-02"], "isn't before"), (["--from", "x", "--to", "y"], "is no time"),
    ])
    func nonsenseIsRefused(times: [String], reason: String) async throws {
      try await TrialSchedule.with("true") { trial in
        let result = try await trial.start(["backfill", "trial"] + times).result()
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains(reason))
      }
    }
  }
}
