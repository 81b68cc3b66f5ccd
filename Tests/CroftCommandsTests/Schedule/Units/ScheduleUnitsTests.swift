import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftCommands

@Suite struct ScheduleUnitsTests {
  @Test func aTimerAndAServiceAreMade() throws {
    var schedule = Schedule.fixture()
    (schedule.description, schedule.randomizedDelaySeconds) = ("100% of it", 60)
    let units = try ScheduleUnits(of: schedule, kind: .system, program: "/usr/bin/croft", stateHome: nil)
    #expect(
      units.timer == """
        # Made by croft schedule add, and removed by croft schedule remove.
        [Unit]
        Description=Croft schedule nightly: 100%% of it
        Documentation=man:croft(1)
        ConditionFileIsExecutable=/usr/bin/croft

        [Timer]
        OnCalendar=daily
        AccuracySec=1s
        RandomizedDelaySec=60
        Persistent=yes

        [Install]
        WantedBy=timers.target

        """)
    #expect(
      units.service == """
        # Made by croft schedule add, and removed by croft schedule remove.
        [Unit]
        Description=Croft schedule nightly: 100%% of it
        Documentation=man:croft(1)
        ConditionFileIsExecutable=/usr/bin/croft
        After=croftd.socket
        StartLimitIntervalSec=0

        [Service]
        Type=oneshot
        ExecStart="/usr/bin/croft" schedule run-due --system nightly
        KillMode=mixed
        LogExtraFields=CROFT_SCHEDULE=nightly
        TimeoutStartSec=infinity

        """)
  }

  @Test func aUsersRunFindsTheStateAgain() throws {
    let units = try ScheduleUnits(of: .fixture(), kind: .user, program: "/usr/bin/croft", stateHome: "/my \"s\"")
    #expect(units.service.contains("\nExecStart=\"/usr/bin/croft\" schedule run-due --user nightly\n"))
    #expect(units.service.contains("\nEnvironment=\"XDG_STATE_HOME=/my \\\"s\\\"\"\n"))
  }

  @Test func withoutCatchingUpSystemdRemembersNothing() throws {
    var schedule = Schedule.fixture()
    schedule.catchUp = .none
    let units = try ScheduleUnits(of: schedule, kind: .system, program: "/usr/bin/croft", stateHome: nil)
    #expect(units.timer.contains("\nPersistent=no\n"))
  }

  /// systemd looks for the program, and says so when the quoting names another one.
  @Test(
    .enabled(if: Machine.hasSystemdAnalyze, "needs systemd-analyze, of the package systemd"),
    arguments: ["plain", "with space", "100%h", "{a};#*", "ümläut 🎉", "%\u{301}"])
  func systemdFindsTheProgramAndHasNothingToSay(directory: String) async throws {
    try await TemporaryDirectory.with { path in
      let bin = "\(path)/\(directory)"
      try FileSystem.createDirectory(bin, mode: 0o755)
      try TestFile.copy("/bin/true", to: bin + "/croft")
      var schedule = Schedule.fixture()
      schedule.description = directory
      let units = try ScheduleUnits(of: schedule, kind: .system, program: bin + "/croft", stateHome: bin)
      let files = ["\(path)/croft-schedule-nightly.timer", "\(path)/croft-schedule-nightly.service"]
      try TestFile.write(units.timer, to: files[0])
      try TestFile.write(units.service, to: files[1])
      let answer = try SystemdAnalyze.run(["verify", "--man=no", "--recursive-errors=no"] + files)
      #expect(answer.output == "")
      #expect(answer.isSuccess)
    }
  }

  @Test(.enabled(if: Machine.hasSystemdAnalyze, "needs systemd-analyze, of the package systemd"))
  func systemdWouldSayIfTheProgramWereAnother() async throws {
    try await TemporaryDirectory.with { path in
      let units = try ScheduleUnits(of: .fixture(), kind: .system, program: path + "/croft", stateHome: nil)
      try TestFile.write(units.service, to: "\(path)/croft-schedule-nightly.service")
      let answer = try SystemdAnalyze.run(["verify", "--man=no", "\(path)/croft-schedule-nightly.service"])
      #expect(!answer.output.isEmpty)
    }
  }
}
