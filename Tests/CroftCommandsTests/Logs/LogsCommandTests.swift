import ArgumentParser
import CroftTesting
import Testing

@testable import CroftCommands

@Suite struct LogsCommandTests {
  private func arguments(_ text: String...) throws -> [String] { try Self.given(text) }

  private func complaint(_ text: String...) -> String {
    do {
      return "accepted: \(try Self.given(text))"
    } catch {
      return LogsCommand.message(for: error)
    }
  }

  private static func given(_ text: [String]) throws -> [String] {
    let command = try LogsCommand.parse(text)
    return command.arguments(of: command.job?.number, step: command.step?.number)
  }

  @Test func everyPartOfAJobIsAMatchOfItsOwn() throws {
    #expect(
      try arguments(
        "7", "--step", "2", "--stage", "0", "--task", "3", "--attempt", "1", "--executor", "4",
        "--output", "cat")
        == [
          "journalctl", "--output=cat", "CROFT_APPLICATION=7", "CROFT_EXECUTOR=4", "CROFT_JOB=2",
          "CROFT_STAGE=0",
          "CROFT_TASK=2", "CROFT_ATTEMPT=0",
        ])
  }

  @Test func withoutAJobTheWholeFarmIsShown() throws {
    let given = try arguments("--follow", "-n", "5", "--since", "-1h", "--until", "now", "-p", "err", "--explain")
    #expect(
      given == [
        "journalctl", "--output=short-iso", "--follow", "--catalog", "--since=-1h", "--until=now",
        "--lines=5",
        "--priority=err", "SYSLOG_IDENTIFIER=croftd", "+", "_SYSTEMD_UNIT=croftd.service", "+",
        "_SYSTEMD_USER_UNIT=croftd.service", "+", "_SYSTEMD_UNIT=croft-pool.service", "+",
        "_SYSTEMD_USER_UNIT=croft-pool.service",
      ])
  }

  @Test func theManagersOwnWordsCanBeAskedFor() throws {
    #expect(try arguments("7", "--manager").suffix(2) == ["CROFT_APPLICATION=7", "SYSLOG_IDENTIFIER=croftd"])
    #expect(try arguments("--manager").last == "SYSLOG_IDENTIFIER=croftd")
  }

  @Test func programsGetTheJournalsOwnJSON() throws {
    #expect(try arguments("7", "--json") == ["journalctl", "--output=json", "CROFT_APPLICATION=7"])
    #expect(
      try arguments("7", "--quiet") == ["journalctl", "--output=short-iso", "--quiet", "CROFT_APPLICATION=7"])
    #expect(complaint("7", "--json", "--output", "cat").contains("give only one of them"))
  }

  @Test func whatMakesNoSenseIsRefusedWithTheReason() {
    #expect(complaint("--task", "3").contains("--task needs the job it belongs to: croft logs 7 --task 3"))
    #expect(complaint("--application=-1").contains("Unknown option"))
    #expect(complaint("7", "--stage=-1").contains("--stage takes a number from 0 on, not -1"))
    #expect(complaint("7", "--task", "0").contains("--task takes a number from 1 on, not 0"))
    #expect(complaint("7", "--lines=-1").contains("--lines takes a number from 0 on"))
    #expect(complaint("7", "--manager", "--task", "1").contains("The manager knows nothing of steps"))
    #expect(complaint("7", "--manager", "--step", "build").contains("The manager knows nothing of steps"))
    #expect(complaint("--step", "build").contains("--step needs the job it belongs to: croft logs 7 --step build"))
    #expect(complaint("7", "--step", "0").contains("--step takes a number from 1 on, not 0"))
    #expect(complaint("7", "--step", "build").hasPrefix("accepted"))
    #expect(complaint("7", "--output", "xmlish").contains("There is no output mode 'xmlish'. There are: short,"))
    #expect(complaint("7", "--output", "shrot").contains("Did you mean 'short'?"))
    #expect(complaint("--priority", "loud").contains("There is no priority 'loud'"))
  }

  @Test func withoutJournalctlItSaysWhatIsMissing() async throws {
    try await TemporaryDirectory.with { directory in
      let error = #expect(throws: ProgramError.self) {
        try LogsCommand.parse(["7"]).run(searchPath: directory)
      }
      #expect(
        error?.description == """
          journalctl can't be run: it is in no directory of PATH. croft logs reads systemd's journal with it: install \
          systemd. Where croftd doesn't run under systemd, what executors print goes to croftd's standard error
          """)
    }
  }
}
