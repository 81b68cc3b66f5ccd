import CroftTesting
import Testing

@testable import CroftCommands

@Suite struct ScheduleScopeTests {
  @Test func aUsersFilesLieInTheHomeDirectory() throws {
    let scope = try ScheduleScope.user(environment: ["HOME": "/home/me", "XDG_STATE_HOME": "relative"])
    #expect(scope.unitDirectory == "/home/me/.config/systemd/user")
    #expect(scope.stateDirectory == "/home/me/.local/state/croft/schedules")
    #expect(scope.stateHome == nil)
  }

  @Test func orWhereTheEnvironmentSays() throws {
    let scope = try ScheduleScope.user(
      environment: ["HOME": "/home/me", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c"])
    #expect(scope.unitDirectory == "/c/systemd/user")
    #expect(scope.stateDirectory == "/s/croft/schedules")
    #expect(scope.stateHome == "/s")
  }

  @Test func withoutAHomeThereIsNoPlace() {
    #expect(throws: ScheduleError.self) { try ScheduleScope.user(environment: [:]) }
  }

  @Test func anUnknownScheduleGetsTheListOfThoseThatAre() async throws {
    try await TemporaryDirectory.with { path in
      let scope = try ScheduleScope.user(environment: ["HOME": path])
      #expect(try scope.schedules().isEmpty)
      try scope.directory(of: ScheduleName("a")).create(.fixture(), parentMode: 0o755)
      try scope.directory(of: ScheduleName("b")).create(.fixture(), parentMode: 0o755)
      #expect(try scope.existing(ScheduleName("b")).name.text == "b")
      #expect {
        try scope.existing(ScheduleName("c"))
      } throws: {
        "\($0)".contains("there are: a, b")
      }
    }
  }
}
