import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Every line of Croft's column in the article for those who know other tools is run.
  @Suite struct OtherToolsPageTests {
    private static let page = "ComingFromOtherTools"
    private static let tools = ["GNU parallel", "HyperQueue", "pueue", "Slurm", "Airflow"]

    private func commands(of tool: String) throws -> [DocumentedCommand] {
      try DocumentationPage(named: Self.page).section(tool).rows(ofColumn: "Croft").flatMap { row in
        let commands = DocumentedCommand.all(cell: row.cell, remark: row.remark)
        #expect(!commands.isEmpty, "there is no line of Croft's in '\(row.cell)'")
        #expect(commands.allSatisfy { $0.line.hasPrefix("croft ") }, "not all of '\(row.cell)' can be run")
        return commands
      }
    }

    private func jobFile() throws -> String {
      try #require(DocumentationPage(named: Self.page).blocks("toml").first)
    }

    @Test func noTableIsLeftOut() throws {
      let all = try DocumentationPage(named: Self.page).rows(ofColumn: "Croft").count
      let tested = try Self.tools.map {
        try DocumentationPage(named: Self.page).section($0).rows(ofColumn: "Croft").count
      }
      #expect(tested.allSatisfy { $0 > 10 })
      #expect(tested.reduce(0, +) == all)
    }

    @Test(arguments: tools) func everyLineWorks(tool: String) async throws {
      let commands = try commands(of: tool).filter { !$0.isSchedule }
      try await PageTrial.with(jobFile: try jobFile()) { trial in
        #expect(try await trial.makePastJobs())
        for command in commands {
          try await trial.keepRendering()
          let result = try await trial.run(command.line)
          #expect(result.exit == .exited(code: command.status), "\(command.line): \(result.standardError)")
          if let printed = command.printed {
            #expect(result.standardOutput == printed + "\n", "\(command.line)")
          }
          try await followUp(command, result, trial)
          try await trial.restore(after: command.line)
        }
      }
    }

    /// A job that was only handed over has to end well, too; what is retried fails as it did before.
    private func followUp(_ command: DocumentedCommand, _ result: ProgramResult, _ trial: PageTrial) async throws {
      let isSubmission = command.line.hasPrefix("croft submit ")
      guard isSubmission || command.line.hasPrefix("croft retry "), let number = Int(result.standardOutput.dropLast())
      else { return }
      let end = try await trial.run("croft wait \(number)")
      let isExpected = end.exit == .exited(code: isSubmission ? 0 : 1)
      #expect(isExpected, "\(command.line): \(end.standardOutput)\(end.standardError)")
      if !isSubmission { #expect(end.standardOutput.contains(" failed, "), "\(command.line): \(end.standardOutput)") }
    }

    /// Schedules are systemd's. Those that need it running are tried as far as to their asking it, and otherwise in the
    /// virtual machine.
    @Test(
      .enabled(if: ScheduleNeeds.systemdAnalyze, "needs systemd-analyze, of the package systemd"),
      .enabled(if: ScheduleNeeds.noSystemd, "runs where systemd doesn't, because real timers would be made here"),
      arguments: tools)
    func everyLineAboutSchedulesWorks(tool: String) async throws {
      let commands = try commands(of: tool).filter(\.isSchedule)
      try await TrialSchedule.with("true") { schedule in
        try await PageTrial.with(jobFile: try jobFile()) { trial in
          for command in commands {
            let line = Self.asUser("\(command.line) ".replacing(" report ", with: " trial "))
            let needsSystemd = ["add", "pause", "resume", "remove"].contains { line.hasPrefix("croft schedule \($0) ") }
            let isAddition = line.hasPrefix("croft schedule add ")
            // What is added mustn't be there before.
            let state = isAddition ? "" : "export HOME='\(schedule.home)' XDG_STATE_HOME='\(schedule.home)/state'; "
            let result = try await trial.run(state + line)
            if needsSystemd {
              #expect(result.standardError.contains("systemd didn't do"), "\(line): \(result.standardError)")
            } else {
              #expect(result.succeeded, "\(line): \(result.standardError)")
            }
          }
        }
      }
    }

    /// Root's schedules would be the machine's.
    private static func asUser(_ line: String) -> String {
      let parts = line.split(separator: " -- ", maxSplits: 1)
      return "\(parts[0]) --user" + (parts.count == 2 ? " -- \(parts[1])" : "")
    }

    @Test func everyCommandThatIsNamedExists() async throws {
      let page = try DocumentationPage(named: Self.page)
      let words = page.text.split(separator: "`croft ").dropFirst().map { $0.prefix { $0.isLowercase || $0 == "-" } }
      for word in Set(words).sorted() {
        let help = try await ChildProcess.run(ProgramFinder.path(of: "croft"), ["help", String(word)])
        #expect(help.succeeded, "croft has no command '\(word)'")
      }
    }
  }
}
