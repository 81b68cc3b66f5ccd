import ArgumentParser
import Testing

@testable import CroftCommands

@Suite struct ScheduleCommandTests {
  @Test func whatFollowsTheTerminatorIsTheCommandAlone() throws {
    let command = try ScheduleAddCommand.parse([
      "nightly", "--on-calendar", "daily", "--env", "A=1", "--env", "B=x=y", "--catch-up", "all", "--", "sh", "-c",
      "x", "--env", "C",
    ])
    #expect(command.command == ["sh", "-c", "x", "--env", "C"])
    #expect(command.environment == ["A=1", "B=x=y"])
    #expect(command.catchUp == .all)
  }

  @Test(arguments: [
    ["nightly", "--", "true"], ["nightly", "--on-calendar", "daily"], ["nightly", "--on-calendar", "daily", "--"],
    ["--on-calendar", "daily", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--catch-up", "some", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--max-running", "0", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--max-running", "1001", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--env", "A", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--env", "=A", "--", "true"],
    ["nightly", "--on-calendar", "daily", "--system", "--user", "--", "true"],
  ])
  func nonsenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try ScheduleAddCommand.parse(arguments) }
  }

  @Test(arguments: [
    ["nightly"], ["nightly", "--from", "yesterday"], ["--from", "x", "--to", "y"],
    ["nightly", "--from", "x", "--to", "y", "--max-running", "0"],
  ])
  func halfABackfillIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try BackfillCommand.parse(arguments) }
  }

  @Test func everySubcommandHasExamples() {
    let configurations = ScheduleCommand.configuration.subcommands.map { $0.configuration }
    let shown = configurations.filter { $0.shouldDisplay }
    #expect(shown.count == 8)
    let commands = shown + [ScheduleCommand.configuration, BackfillCommand.configuration]
    let without = commands.filter { !$0.discussion.contains("EXAMPLE") }.map(\.commandName)
    #expect(without == [])
  }
}
