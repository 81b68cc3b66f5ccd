import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What `croft` writes for programs, and what it leaves out for them and on terminals.
  @Suite struct CommandOutputTests {
    @Test func whatIsOnlyDoneIsADocumentForPrograms() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let expected =
          [
            (["reload"], ["warnings": []]), (["scale", "ReclaimSec=9s"], ["warnings": []]),
            (["drain"], ["isDraining": true]),
            (["drain", "--off"], ["isDraining": false]), (["stop", "--mode", "kill"], ["mode": "kill"]),
          ] as [([String], JSONValue)]
        for (words, document) in expected {
          let text = try await CroftTool.output(of: words + ["--json"], on: manager)
          #expect(try JSONParser.parse(text) == document)
        }
      }
    }

    @Test func quietlyTheExitStatusAloneTells() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        for words in [["status"], ["reload"], ["scale", "Cores=1"], ["drain"], ["drain", "--off"], ["top"]] {
          #expect(try await CroftTool.output(of: words + ["--quiet"], on: manager) == "", "\(words)")
        }
        let doctor = try await CroftTool.run(["doctor", "--quiet"], on: manager)
        #expect(doctor.standardOutput == "" && doctor.standardError == "")
        #expect(try await CroftTool.output(of: ["config", "cores", "--quiet"], on: manager) == "Manager.Cores\n")
      }
      let status = try await ChildProcess.run(
        ProgramFinder.path(of: "croft"), ["status", "--quiet", "--socket", "/nowhere/croft.socket"])
      #expect(status.exit == .exited(code: 1) && status.standardOutput == "" && status.standardError == "")
    }

    /// A path is anybody's choice, and root looks at everybody's jobs.
    @Test func anothersWordsDrawNothingOnATerminal() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let directory = "\(manager.directory)/d\u{1B}[31m"
        try FileSystem.createDirectory(directory, mode: 0o755)
        try TestFile.write("no program", to: "\(directory)/program")
        chmod("\(directory)/program", 0o755)
        let run = try await CroftTool.run(["run", "--detach", "--restarts", "0", "\(directory)/program"], on: manager)
        #expect(run.succeeded, "\(run)")
        _ = try await CroftTool.run(["wait", "1"], on: manager)
        let record = try #require(manager.client().call(ListPastApplications()).elements.first)
        #expect(record.end?.contains("\u{1B}") == true, "\(record.end ?? "")")
        for words in [["cancel", "1"], ["explain", "1"], ["show", "1"], ["events", "1"], ["\u{1B}[31m"]] {
          let result = try await CroftTool.run(words, on: manager)
          #expect(!(result.standardOutput + result.standardError).contains("\u{1B}"), "\(words)")
          #expect(words[0] == "show" || result.exit != .exited(code: 0), "\(words): \(result)")
        }
      }
    }
  }
}
