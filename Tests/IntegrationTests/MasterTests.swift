import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Where a program finds its farm.
  @Suite struct MasterTests {
    @Test func withoutAManagerBothWaysOutAreNamed() async throws {
      try await TemporaryDirectory.with { directory in
        // An empty directory for the user's manager; the system's may be there, but then it isn't this test's farm.
        let master = "unix:\(directory)/none"
        let result = try await ChildProcess.run(
          ProgramFinder.path(of: "trialjobs"), ["sum"], environment: ["CROFT_MASTER": master])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("croftd"))
        #expect(result.standardError.contains("--master local"))
      }
    }

    @Test func theEnvironmentNamesTheMaster() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await ChildProcess.run(
          ProgramFinder.path(of: "trialjobs"), ["sum", "--executor-memory", "64M"],
          environment: ["CROFT_MASTER": manager.masterURL])
        #expect(result.standardOutput == expectedSums())
        #expect(manager.process.standardError.contains("application 1 (trialjobs)"))
      }
    }

    @Test(arguments: ["local[0]", "local[x]", "tcp:host", "unix:"])
    func masterThatMakesNoSenseIsRefused(master: String) async throws {
      let result = try await Trial.run(["sum"], on: master)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("\"\(master)\""))
      #expect(result.standardError.contains("unix:PATH"))
    }
  }
}
