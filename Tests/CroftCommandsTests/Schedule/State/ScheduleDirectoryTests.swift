import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftCommands

@Suite struct ScheduleDirectoryTests {
  private static let window = Window(start: 1000, end: 2000)

  private static func with(_ body: (ScheduleDirectory, String) throws -> Void) async throws {
    try await TemporaryDirectory.with { path in
      let directory = ScheduleDirectory(path: path + "/all/nightly", name: try ScheduleName("nightly"))
      try directory.create(.fixture(), parentMode: 0o755)
      try body(directory, path)
    }
  }

  private static func begin(
    _ directory: ScheduleDirectory, _ trigger: RunTrigger, _ window: Window = window
  ) throws -> RunClaim? {
    guard case .granted(let claim) = try directory.begin(PlannedRun(window: window, trigger: trigger), now: 5000) else {
      return nil
    }
    return claim
  }

  private static func end(_ directory: ScheduleDirectory, _ claim: RunClaim) throws {
    try directory.end(claim, RunEnd(run: claim.run.number, endedAt: 6000, outcome: .succeeded, exitStatus: 0))
  }

  @Test func aScheduleIsReadAsItWasWritten() async throws {
    try await Self.with { directory, _ in
      var schedule = Schedule.fixture(command: ["/bin/sh", "-c", "echo \"a b\" 100% $HOME\n\u{1}ä"])
      (schedule.description, schedule.timeoutSeconds, schedule.environment) = ("what\nfor", 7, ["A=b c"])
      try directory.locked { try directory.save(schedule) }
      #expect(try directory.load() == schedule)
    }
  }

  @Test func onlyTheOwnerCanRead() async throws {
    try await Self.with { directory, path in
      let paths = [directory.schedulePath, directory.path, path + "/all"]
      let permissions = try paths.map { try FileSystem.status($0)?.permissions }
      #expect(permissions == [0o600, 0o700, 0o700])
    }
  }

  @Test(arguments: ["", "{}", "{\"version\":2}", "{\"version\":1,\"name\":7}", "not JSON"])
  func aDamagedScheduleIsNamedWithACure(text: String) async throws {
    try await Self.with { directory, _ in
      try TestFile.write(text, to: directory.schedulePath)
      #expect {
        try directory.load()
      } throws: {
        "\($0)".contains(directory.schedulePath) && "\($0)".contains("--keep-history")
      }
    }
  }

  @Test(arguments: [RunTrigger.timer, .catchUp, .runNow, .backfill])
  func aWindowThatRunsIsNotGivenOutAgain(trigger: RunTrigger) async throws {
    try await Self.with { directory, _ in
      let claim = try #require(try Self.begin(directory, .backfill))
      // As another process has it.
      let other = ScheduleDirectory(path: directory.path, name: directory.name)
      #expect(try Self.begin(other, trigger) == nil)
      #expect(try other.hasRunning())
      #expect(try Self.begin(other, trigger, Window(start: 2000, end: 3000)) != nil)
      try Self.end(directory, claim)
      #expect(try Self.begin(other, .runNow)?.run.attempt == 2)
    }
  }

  @Test func theTimerGetsAWindowOnce() async throws {
    try await Self.with { directory, _ in
      try Self.end(directory, try #require(try Self.begin(directory, .timer)))
      #expect(try Self.begin(directory, .timer) == nil)
      #expect(try directory.load().handledUntil == 2000)
      #expect(try Self.begin(directory, .runNow) != nil)
    }
  }

  @Test func aRunWhoseProcessIsGoneWasInterruptedAndMayBeRepeated() async throws {
    try await Self.with { directory, _ in
      do {
        // The lock goes with the claim, as with a process.
        _ = try #require(try Self.begin(directory, .timer))
      }
      #expect(try directory.recentRuns(1).map(\.outcome) == [.interrupted])
      #expect(try directory.interruptedWindows() == [Self.window])
      #expect(try FileSystem.list(directory.windowsPath) == [])
      let claim = try #require(try Self.begin(directory, .catchUp))
      #expect(claim.run.attempt == 2)
      try Self.end(directory, claim)
      #expect(try directory.recentRuns(2).map(\.outcome) == [.succeeded, .interrupted])
      #expect(try directory.interruptedWindows() == [])
    }
  }

  @Test func whatWasInterruptedByHandIsNotTheTimers() async throws {
    try await Self.with { directory, _ in
      do { _ = try #require(try Self.begin(directory, .runNow)) }
      #expect(try directory.interruptedWindows() == [])
    }
  }

  @Test func aCommandThatOutlivedItsCroftStillRuns() async throws {
    let process = try ChildProcess.start("/bin/sleep", ["1000"], output: .discarded)
    defer { try? process.signal(SIGKILL) }
    try await Self.with { directory, _ in
      do {
        let claim = try #require(try Self.begin(directory, .timer))
        let record = try ProcessIdentityRecord(of: process.processID, cgroup: nil)
        try directory.note(RunProcess(run: claim.run.number, record))
      }
      #expect(try directory.recentRuns(1).map(\.outcome) == [.running])
      #expect(try Self.begin(directory, .catchUp) == nil)
    }
  }

  @Test func aHistoryMayOutliveItsSchedule() async throws {
    try await Self.with { directory, path in
      try Self.end(directory, try #require(try Self.begin(directory, .timer)))
      try directory.remove(keepingHistory: true)
      #expect(!directory.exists)
      #expect(try directory.recentRuns(9).count == 1)
      try directory.create(.fixture(), parentMode: 0o755)
      #expect(try Self.begin(directory, .timer)?.run.number == 2)
      try directory.remove(keepingHistory: false)
      #expect(try FileSystem.list(path + "/all") == [])
    }
  }
}
