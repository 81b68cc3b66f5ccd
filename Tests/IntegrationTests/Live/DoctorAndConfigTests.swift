import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

extension FarmTests {
  /// `croft doctor` and `croft config` against a live manager.
  @Suite struct DoctorAndConfigTests {
    @Test func theDoctorFindsAManagerThatAnswers() async throws {
      try await PrivateManager.with { manager in
        let result = try await CroftTool.run(["doctor"], on: manager, environment: ["LC_ALL": "C.UTF-8"])
        #expect(result.standardOutput.contains("✓ socket: \(manager.socketPath) is there, with the mode 600"))
        #expect(result.standardOutput.contains("✓ manager: croftd \(CroftVersion.current) answers"))
        // Which limits there are is the machine's business.
        #expect([.exited(code: 0), .exited(code: 1)].contains(result.exit))
      }
    }

    @Test func theDoctorCallsAMissingManagerAFault() async throws {
      let result = try await ChildProcess.run(
        ProgramFinder.path(of: "croft"), ["doctor", "--socket", "/nowhere/socket"], environment: ["LC_ALL": "C"])
      #expect(result.exit == .exited(code: 2))
      #expect(
        result.standardOutput.contains("x socket: nothing is at /nowhere/socket\n    -> start the manager: croftd"))
      #expect(result.standardOutput.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func theConfigurationTellsWhereAValueComesFrom() async throws {
      try await PrivateManager.with(cores: 2, memoryBytes: 1 << 30, configuration: "[History]\nMaxAgeSec=7d\n") {
        manager in
        let changed = try await CroftTool.output(of: ["config", "--changed"], on: manager)
        #expect(changed.contains("[History]\n# from \(manager.configurationFile):2\nMaxAgeSec="))
        #expect(!changed.contains("ReconnectSec"))
        #expect(try await CroftTool.output(of: ["config", "manager.reconnectsec"], on: manager) == "30s\n")
        _ = try await CroftTool.output(of: ["scale", "ReclaimSec=10s"], on: manager)
        let scaled = try await CroftTool.output(of: ["config", "--changed"], on: manager)
        #expect(scaled.contains("# from croft scale\nReclaimSec=10s"))
        #expect(try await CroftTool.complaint(of: ["config", "Coers"], on: manager).contains("Did you mean 'Cores'?"))
        let json = try JSONParser.parse(try await CroftTool.output(of: ["config", "--json"], on: manager))
          .decoded(as: GetConfiguration.Reply.self)
        #expect(json.settings.contains { $0.key == "ReclaimSec" && $0.value == "10s" })
      }
    }
  }
}
