import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What can be seen of `croft schedule add` without a running systemd. The rest is tried in the virtual machine.
  @Suite(
    .enabled(if: ScheduleNeeds.systemdAnalyze, "needs systemd-analyze, of the package systemd"),
    .enabled(if: ScheduleNeeds.noSystemd, "runs where adding a schedule fails, because a real one would be left here"))
  struct AddedScheduleTests {
    @Test func withoutSystemdNothingStays() async throws {
      try await TemporaryDirectory.with { home in
        let trial = TrialSchedule(home: home)
        let result = try await trial.croft("schedule", "add", "nightly", "--on-calendar", "daily", "--", "true")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("systemd didn't do 'systemctl --user show"))
        #expect(try FileSystem.list(home) == [])
      }
    }

    @Test(arguments: [
      (["x/y", "--on-calendar", "daily", "--", "true"], "can't name a schedule"),
      (["x", "--on-calendar", "daaily", "--", "true"], "'daaily' is no calendar expression"),
      (["x", "--on-calendar", "daily", "--", "no-such-program"], "no-such-program can't be run"),
      (["x", "--on-calendar", "daily", "--chdir", "/no/such", "--", "true"], "the working directory /no/such isn't"),
      (["x", "--on-calendar", "daily", "--timeout", "soon", "--", "true"], "'soon' is no length of time"),
      (["x", "--on-calendar", "daily", "--timeout", "0", "--", "true"], "--timeout takes 1 s to a year"),
      (["x", "--on-calendar", "daily", "--description", "a\nb", "--", "true"], "control characters"),
    ])
    func whatIsWrongIsToldBeforeSystemdIsAsked(arguments: [String], reason: String) async throws {
      try await TemporaryDirectory.with { home in
        let process = try TrialSchedule(home: home).start(["schedule", "add"] + arguments)
        let result = try await process.result()
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains(reason), "\(result.standardError)")
        #expect(try FileSystem.list(home) == [])
      }
    }

    @Test func anArgumentThatIsNotUTF8IsRefused() async throws {
      try await TemporaryDirectory.with { home in
        let croft = ProgramFinder.path(of: "croft")
        let script = "exec '\(croft)' schedule add x --user --on-calendar daily -- echo \"$(printf 'a\\344')\""
        let result = try await ChildProcess.run(
          "/bin/sh", ["-c", script], environment: TrialSchedule(home: home).environment)
        #expect(result.exit == .exited(code: 64))
        #expect(result.standardError.contains("isn't UTF-8"))
      }
    }

    @Test func aNameIsTakenOnce() async throws {
      try await TrialSchedule.with("true") { trial in
        let result = try await trial.croft("schedule", "add", "trial", "--on-calendar", "daily", "--", "true")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("there is a schedule trial already"))
      }
    }

    @Test func anUnknownScheduleIsToldFromThoseThatAre() async throws {
      try await TrialSchedule.with("true") { trial in
        let result = try await trial.croft("schedule", "show", "other")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("the user has no schedule other; there are: trial"))
      }
    }
  }
}
