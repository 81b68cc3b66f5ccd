import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What `croft` does to jobs that run, and its waiting for them.
  @Suite struct JobActionTests {
    @Test func waitReturnsAsTheJobEndsAndAtOnceWhenItHas() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await waiting(on: manager) { _ in }
        #expect(result.succeeded && result.standardOutput.contains("\n2 (trialjobs) succeeded"), "\(result)")
        #expect(try await CroftTool.output(of: ["wait", "2", "--quiet"], on: manager) == "2\n")
      }
    }

    @Test func waitOutlastsTheManager() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await waiting(on: manager) { driver in
          try await manager.kill()
          try await manager.start()
          // A driver that has nobody to tell takes what it knows of the job's end with it.
          try await driver.waitForOutput(containing: "the manager is back")
        }
        #expect(result.succeeded, "\(result)")
      }
    }

    @Test func ofAJobThatEndedWhileNoManagerRanTheOutcomeIsNotKnown() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        #expect(try await Trial.run(["greet"], on: manager.masterURL).succeeded)
        let wait = try await GatedJob.with(on: manager) { job in
          let wait = try ChildProcess.start(
            ProgramFinder.path(of: "croft"), ["wait", "1", "2"], environment: ["CROFT_MASTER": manager.masterURL])
          try await wait.waitForOutput(containing: "1 (trialjobs) succeeded")
          try await manager.kill()
          #expect(try await job.finish().succeeded)
          return wait
        }
        try await manager.start()
        let result = try await wait.result(timeoutSeconds: 20)
        #expect(result.exit == .exited(code: 1), "\(result)")
        #expect(result.standardOutput.contains("\n2 (trialjobs) ended"), "\(result)")
      }
    }

    @Test func waitFailsWithTheJob() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        #expect(try await Trial.run(["greet"], on: manager.masterURL).succeeded)
        let failed = try await Trial.run(
          ["misbehave", "--misbehaviour", "throwAlways", "--directory", manager.directory], on: manager.masterURL)
        #expect(failed.exit == .exited(code: 1))
        let result = try await CroftTool.run(["wait", "1", "2", "--quiet"], on: manager)
        #expect(result.exit == .exited(code: 1) && result.standardOutput == "1\n2\n")
      }
    }

    @Test func cancelTellsWhatItEndedAndWhatNot() async throws {
      try await PrivateManager.with(cores: 4) { manager in
        #expect(try await Trial.run(["greet"], on: manager.masterURL).succeeded)
        try await GatedJob.with(on: manager) { job in
          let result = try await CroftTool.run(["cancel", "1", "2"], on: manager)
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardOutput == "cancelled 2 (trialjobs)\n")
          #expect(result.standardError.contains("job 1 (trialjobs) is not cancelled: it is over."))
          #expect(try await job.driver.waitForExit(timeoutSeconds: 10) == .exited(code: 1))
        }
        try await expectNothing(left: manager)
        #expect(try await CroftTool.output(of: ["list", "--state", "cancelled", "-q"], on: manager) == "2\n")
        #expect(try await CroftTool.run(["wait", "2"], on: manager).exit == .exited(code: 1))
      }
    }

    @Test(arguments: [(["--all"], true), (["--name", "trial*"], true), (["--name", "nightly"], false)])
    func severalAreCancelledTogether(options: [String], isMeant: Bool) async throws {
      try await PrivateManager.with(cores: 4) { manager in
        try await GatedJob.with(on: manager) { first in
          try await GatedJob.with(on: manager) { second in
            let result = try await CroftTool.run(["cancel", "--quiet"] + options, on: manager)
            #expect(result.succeeded && result.standardOutput == (isMeant ? "1\n2\n" : ""), "\(result)")
            for job in [first, second] {
              #expect(try await isMeant == !job.finish().succeeded)
            }
          }
        }
      }
    }

    @Test func aHeldJobStartsNothingUntilItIsReleased() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let held = try await CroftTool.output(of: ["hold", "1"], on: manager)
          #expect(held == "held 1 (trialjobs)\n")
          #expect(try await CroftTool.output(of: ["list", "--state", "held", "--quiet"], on: manager) == "1\n")
          #expect(try await CroftTool.output(of: ["release", "trialjobs", "--quiet"], on: manager) == "1\n")
          #expect(try await CroftTool.output(of: ["list", "--state", "held", "--quiet"], on: manager) == "")
          #expect(try await job.finish().standardOutput == expectedSums())
        }
        let late = try await CroftTool.complaint(of: ["hold", "1"], on: manager)
        #expect(late.contains("job 1 (trialjobs) is not held: it is over"), "\(late)")
      }
    }

    /// What comes of a `croft wait` for a job that is over and one that runs, which ends after `body`.
    private func waiting(
      on manager: PrivateManager, _ body: (ChildProcess) async throws -> Void
    ) async throws -> ProgramResult {
      #expect(try await Trial.run(["greet"], on: manager.masterURL).succeeded)
      let wait = try await GatedJob.with(on: manager) { job in
        let wait = try ChildProcess.start(
          ProgramFinder.path(of: "croft"), ["wait", "1", "2"], environment: ["CROFT_MASTER": manager.masterURL])
        // It has found both, and waits for the other.
        try await wait.waitForOutput(containing: "1 (trialjobs) succeeded")
        try await body(job.driver)
        #expect(try await job.finish().succeeded)
        return wait
      }
      return try await wait.result(timeoutSeconds: 20)
    }
  }
}
