import CroftDriver
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// A job's executors go and come, and nobody takes that for a failure.
  @Suite struct HeldJobTests {
    /// As many of them as would end the job, if they had died at once.
    private static let rounds = 12

    @Test func whoIsHeldAndReleasedAgainAndAgainGoesOn() async throws {
      try await TemporaryDirectory.with { directory in
        try await PrivateManager.with(cores: 1) { manager in
          let submitted = try await CroftTool.output(
            of: ["submit", "--array", "1-100000", "--", "sleep", "0.02"], on: manager,
            environment: ["XDG_STATE_HOME": directory])
          #expect(submitted == "1\n")
          for executor in 1...Self.rounds {
            try await manager.process.waitForOutput(containing: "executor \(executor) of application 1 started")
            _ = try await CroftTool.output(of: ["hold", "1"], on: manager)
            try await manager.process.waitForOutput(
              containing: "executor \(executor) of application 1 ended (released)")
            _ = try await CroftTool.output(of: ["release", "1"], on: manager)
          }
          #expect(try await CroftTool.output(of: ["list", "--state", "running", "--quiet"], on: manager) == "1\n")
          _ = try await CroftTool.output(of: ["cancel", "1"], on: manager)
        }
      }
    }

    @Test func whatADriverToldWhileTheManagerStoodStillIsRemembered() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          try manager.process.signal(SIGSTOP)
          let result = try await job.finish()
          try manager.process.signal(SIGCONT)
          #expect(result.succeeded)
        }
        #expect(try await CroftTool.run(["wait", "1"], on: manager).succeeded)
        let record = try #require(manager.client().call(ListPastApplications()).elements.first)
        #expect(record.exitStatus == 0)
        #expect(record.tasks.map { $0.succeeded == $0.total } == true)
      }
    }
  }
}
