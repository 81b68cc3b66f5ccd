import ArgumentParser
import CroftTesting
import Testing

@testable import CroftCommands

@Suite struct LogsCommandTests {
  private func arguments(_ text: String...) throws -> [String] { try LogsCommand.parse(text).arguments }

  private func complaint(_ text: String...) -> String {
    do {
      return "accepted: \(try LogsCommand.parse(text).arguments)"
    } catch {
      return LogsCommand.message(for: error)
    }
  }

  @Test func everyPartOfAnApplicationIsAMatchOfItsOwn() throws {
    #expect(
      try arguments(
        "7", "--job", "2", "--stage", "0", "--task", "3", "--attempt", "1", "--executor", "4", "--output", "cat")
        == [
          "journalctl", "--output=cat", "CROFT_APPLICATION=7", "CROFT_EXECUTOR=4", "CROFT_JOB=2", "CROFT_STAGE=0",
          "CROFT_TASK=3", "CROFT_ATTEMPT=1",
        ])
  }

  @Test func withoutAnApplicationTheWholeFarmIsShown() throws {
    let given = try arguments("--follow", "-n", "5", "--since", "-1h", "--until", "now", "-p", "err", "--explain")
    #expect(
      given == [
        "journalctl", "--output=short-iso", "--follow", "--catalog", "--since=-1h", "--until=now", "--lines=5",
        "--priority=err", "SYSLOG_IDENTIFIER=croftd", "+", "_SYSTEMD_UNIT=croftd.service", "+",
        "_SYSTEMD_USER_UNIT=croftd.service", "+", "_SYSTEMD_UNIT=croft-pool.service", "+",
        "_SYSTEMD_USER_UNIT=croft-pool.service",
      ])
  }

  @Test func theManagersOwnWordsCanBeAskedFor() throws {
    #expect(
      try arguments("7", "--manager").suffix(2) == ["CROFT_APPLICATION=7", "SYSLOG_IDENTIFIER=croftd"])
    #expect(try arguments("--manager").last == "SYSLOG_IDENTIFIER=croftd")
  }

  @Test func whatMakesNoSenseIsRefusedWithTheReason() {
    #expect(complaint("--task", "3").contains("--task needs the application it belongs to: croft logs 7 --task 3"))
    #expect(complaint("--application=-1").contains("Unknown option"))
    #expect(complaint("7", "--stage=-1").contains("--stage takes a number from 0 on, not -1"))
    #expect(complaint("7", "--lines=-1").contains("--lines takes a number from 0 on"))
    #expect(complaint("7", "--manager", "--task", "1").contains("The manager knows nothing of jobs"))
    #expect(complaint("7", "--output", "xml").contains("There is no output mode 'xml'. There are: short,"))
    #expect(complaint("--priority", "loud").contains("There is no priority 'loud'"))
  }

  @Test func withoutJournalctlItSaysWhatIsMissing() async throws {
    try await TemporaryDirectory.with { directory in
      let error = #expect(throws: ProgramError.self) { try LogsCommand.parse(["7"]).run(searchPath: directory) }
      #expect(
        error?.description == """
          journalctl can't be run: it is in no directory of PATH. croft logs reads systemd's journal with it: install \
          systemd. Where croftd doesn't run under systemd, what executors print goes to croftd's standard error
          """)
    }
  }
}
