import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Questions that make sense of a running job only.
  @Suite struct EndedJobTests {
    @Test func aJobThatIsOverIsNamedAsSuch() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        #expect(try await Trial.run(["greet"], on: manager.masterURL).succeeded)
        for command in ["events", "executors", "explain"] {
          let complaint = try await CroftTool.complaint(of: [command, "1"], on: manager)
          #expect(complaint.hasPrefix("Error: job 1 (trialjobs) is over: "), "\(command): \(complaint)")
        }
      }
    }

    @Test func theEventsOfAJobEndWithIt() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let events = try ChildProcess.start(
            ProgramFinder.path(of: "croft"), ["events", "1"], environment: ["CROFT_MASTER": manager.masterURL])
          defer { try? events.signal(SIGKILL) }
          try await events.waitForOutput(containing: "began")
          #expect(try await job.finish().succeeded)
          let result = try await events.result(timeoutSeconds: 20)
          #expect(result.succeeded && result.standardOutput.contains("  applicationEnded  "), "\(result)")
        }
      }
    }

    @Test func whoWaitsSeesHowFarTheJobIs() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let wait = try ChildProcess.start(
            ProgramFinder.path(of: "croft"), ["wait", "1"],
            environment: ["CROFT_MASTER": manager.masterURL, "TERM": "xterm"], output: .terminal(columns: 100))
          defer { try? wait.signal(SIGKILL) }
          try await wait.waitForOutput(containing: "trialjobs running: [")
          #expect(try await job.finish().succeeded)
          let result = try await wait.result(timeoutSeconds: 20)
          #expect(result.succeeded && result.standardOutput.hasPrefix("1 (trialjobs) succeeded"), "\(result)")
          #expect(result.standardError.hasSuffix(TerminalControl.eraseBelow), "\(result)")
        }
      }
    }
  }
}
