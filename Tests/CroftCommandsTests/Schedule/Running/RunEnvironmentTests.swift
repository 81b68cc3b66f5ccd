import Testing

@testable import CroftCommands

@Suite struct RunEnvironmentTests {
  private static let window = Window(start: 1_795_255_200_000, end: 1_795_341_600_000)

  @Test func aCommandKnowsItsWindow() {
    let variables = RunEnvironment.variables(of: .fixture(), Self.window, inherited: ["PATH=/bin"])
    #expect(
      variables == [
        "PATH=/bin", "CROFT_LOGICAL_TIME=2026-11-22T10:00:00Z", "CROFT_SCHEDULE=nightly",
        "CROFT_WINDOW_END=2026-11-22T10:00:00Z", "CROFT_WINDOW_START=2026-11-21T10:00:00Z",
      ])
  }

  @Test func withoutAStartThereIsNoVariableForIt() {
    let variables = RunEnvironment.variables(
      of: .fixture(), Window(start: nil, end: 0), inherited: ["CROFT_WINDOW_START=of another run"])
    #expect(!variables.contains { $0.hasPrefix("CROFT_WINDOW_START") })
  }

  @Test func theSchedulesVariablesReplaceInheritedOnesAndTheWindowsReplaceAll() {
    var schedule = Schedule.fixture()
    schedule.environment = ["A=1", "B=", "A=x=y", "CROFT_LOGICAL_TIME=never"]
    let variables = RunEnvironment.variables(
      of: schedule, Self.window, inherited: ["A=0", "AA=0", "CROFT_SCHEDULE=other"])
    #expect(variables.filter { $0.hasPrefix("A") || $0.hasPrefix("B") } == ["AA=0", "A=x=y", "B="])
    #expect(variables.filter { $0.hasPrefix("CROFT_SCHEDULE=") } == ["CROFT_SCHEDULE=nightly"])
    #expect(variables.filter { $0.hasPrefix("CROFT_LOGICAL_TIME=") } == ["CROFT_LOGICAL_TIME=2026-11-22T10:00:00Z"])
  }
}
