import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What a schedule's timer starts: `croft schedule run-due`.
  @Suite(.enabled(if: ScheduleNeeds.systemdAnalyze, "needs systemd-analyze, of the package systemd"))
  struct DueRunTests {
    @Test func everyMissedWindowRunsInOrderAndKnowsItself() async throws {
      let script = "echo $CROFT_SCHEDULE $CROFT_WINDOW_START $CROFT_WINDOW_END $CROFT_LOGICAL_TIME $TRIAL $1 $PWD"
      try await TrialSchedule.with(script) { trial in
        let result = try await trial.croft("schedule", "run-due", "trial")
        #expect(result.succeeded, "\(result.standardError)")
        let days = TrialSchedule.days
        let rest = "yes argument \(trial.home)"
        let expected =
          ["trial \(days[0]) \(days[0]) \(rest)"]
          + zip(days, days.dropFirst()).map { start, end in
            "trial \(start) \(end) \(end) \(rest)"
          }
        #expect(result.standardOutput.split(separator: "\n").map(String.init) == expected)
        #expect(try await trial.history() == days.map { [$0, "catch-up", "1", "succeeded"] })
        let again = try await trial.croft("schedule", "run-due", "trial")
        #expect(again.succeeded)
        #expect(again.standardOutput == "")
        #expect(again.standardError.contains("no window of trial is due"))
      }
    }

    @Test func onlyTheLastMissedWindowRuns() async throws {
      try await TrialSchedule.with("true", catchUp: "last") { trial in
        try await trial.expectSuccess("schedule", "run-due", "trial")
        #expect(try await trial.history() == [[TrialSchedule.days[4], "catch-up", "1", "succeeded"]])
      }
    }

    @Test func withoutCatchingUpOnlyAWindowThatIsInTimeRuns() async throws {
      try await TrialSchedule.with("true", catchUp: "none") { trial in
        try await trial.expectSuccess("schedule", "run-due", "trial")
        #expect(try await trial.history() == [])
      }
      // The last minute's end is never more than a minute ago.
      try await TrialSchedule.with("true", catchUp: "none", calendar: "*:*:00") { trial in
        try await trial.expectSuccess("schedule", "run-due", "trial")
        #expect(try await trial.history().map { $0[1] } == ["timer"])
      }
    }

    @Test func aFailureIsPassedOnAndIsNotTriedAgain() async throws {
      try await TrialSchedule.with("case $CROFT_LOGICAL_TIME in 2020-01-02*) exit 7;; esac") { trial in
        #expect(try await trial.croft("schedule", "run-due", "trial").exit == .exited(code: 7))
        let results = try await trial.history().map { $0[3] }
        #expect(results == ["succeeded", "failed: exit status 7", "succeeded", "succeeded", "succeeded"])
        try await trial.expectSuccess("schedule", "run-due", "trial")
      }
    }

    @Test func aCommandThatIsGoneIsAFailureWithItsReason() async throws {
      try await TrialSchedule.with("true", catchUp: "last") { trial in
        try FileSystem.removeFile(trial.home + "/command")
        #expect(try await trial.croft("schedule", "run-due", "trial").exit == .exited(code: 1))
        let result = try #require(try await trial.history().last?[3])
        #expect(result.contains("failed: posix_spawn \(trial.home)/command: No such file"))
      }
    }

    @Test func severalAreCaughtUpAtOnceButNoMoreThanAllowed() async throws {
      try await TrialSchedule.with("echo x > begun; : < gate", maxRunning: 3) { trial in
        let gate = try Gate(in: trial.home)
        let process = try trial.start(["schedule", "run-due", "trial"])
        _ = try await gate.waitForTasks(3)
        #expect(try await trial.history().map { $0[3] } == ["running", "running", "running"])
        try await expectSuccess(of: process, through: gate)
        #expect(try await trial.history().map { $0[3] } == Array(repeating: "succeeded", count: 5))
      }
    }

    @Test func aRunTakesTooLongAndIsEnded() async throws {
      // Its child has to go with it, or the pipe of its output would stay open.
      try await TrialSchedule.with("sleep 1000; true", catchUp: "last", timeoutSeconds: 1) { trial in
        let result = try await trial.croft("schedule", "run-due", "trial")
        #expect(result.exit == .exited(code: 143))
        #expect(try await trial.history().map { $0[3] } == ["timed out: signal 15"])
      }
    }

    @Test func aSignalIsPassedOnAndTheWindowIsMissed() async throws {
      // The child has forgotten the trap by the time it begins, so that the signal ends it, too.
      try await TrialSchedule.with("trap 'echo ended; exit 3' TERM; (echo x > begun; : < gate) & wait") { trial in
        let gate = try Gate(in: trial.home)
        let process = try trial.start(["schedule", "run-due", "trial"])
        _ = try await gate.waitForTasks(1)
        try process.signal(SIGTERM)
        let result = try await process.result()
        #expect(result.exit == .exited(code: 3))
        #expect(result.standardOutput == "ended\n")
        #expect(try await trial.history().map { $0[3] } == ["interrupted: exit status 3"])
        let next = try trial.start(["schedule", "run-due", "trial"])
        try await expectSuccess(of: next, through: gate)
        let days = TrialSchedule.days
        let expected =
          [[days[0], "catch-up", "2", "succeeded"]] + days.dropFirst().map { [$0, "catch-up", "1", "succeeded"] }
        #expect(try await trial.history().dropFirst() == expected[...])
      }
    }

    @Test func aWindowWhoseCroftWasKilledRunsOnceMoreButNotWhileItsCommandLives() async throws {
      try await TrialSchedule.with("echo $$ > begun; : < gate") { trial in
        let gate = try Gate(in: trial.home)
        let process = try trial.start(["schedule", "run-due", "trial"])
        let number = try #require(pid_t(try await gate.waitForTasks(1)[0]))
        let command = try ProcessDescriptor(ofProcess: number)
        // By then it has noted its command's process.
        try await process.waitForOutput(containing: "started")
        try process.signal(SIGKILL)
        _ = try await process.waitForExit()
        #expect(try await trial.history().map { $0[3] } == ["running"])
        let refused = try await trial.croft("schedule", "run-now", "trial", "--logical-time", TrialSchedule.days[0])
        #expect(refused.exit == .exited(code: 1))
        #expect(refused.standardError.contains("runs already"))
        try command.signal(SIGKILL)
        #expect(try await Waiting.forEnd(of: command, timeoutSeconds: 30))
        #expect(try await trial.history().map { $0[3] } == ["interrupted"])
        try await expectSuccess(of: try trial.start(["schedule", "run-due", "trial"]), through: gate)
        #expect(try await trial.history()[1] == [TrialSchedule.days[0], "catch-up", "2", "succeeded"])
      }
    }

    private func expectSuccess(of process: ChildProcess, through gate: Gate) async throws {
      let open = try gate.open()
      let result = try await process.result()
      #expect(result.succeeded, "\(result.standardError)")
      withExtendedLifetime(open) {}
    }
  }
}
