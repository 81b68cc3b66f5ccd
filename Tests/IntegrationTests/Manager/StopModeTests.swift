import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// SIGTERM ends the manager as it is configured.
  @Suite struct StopModeTests {
    @Test func keptExecutorsGoOnUnderTheNextManager() async throws {
      try await PrivateManager.with(cores: 2, configuration: "[Manager]\nStopMode=keep\n") { manager in
        try await GatedJob.with(on: manager) { job in
          try await stop(manager, SIGTERM)
          for executor in job.executors { #expect(ProcessView(executor).isRunning) }
          try await manager.start()
          try await job.driver.waitForOutput(containing: "the manager is back")
          let executors = try manager.client().call(ListExecutors()).executors
          #expect(Set(executors.map(\.processID)) == Set(job.executors))
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(try await job.gate.allTasks().count == 7)
        }
      }
    }

    @Test func drainingManagerWaitsForItsApplications() async throws {
      try await PrivateManager.with(cores: 2, configuration: "[Manager]\nStopMode=drain\n") { manager in
        try await GatedJob.with(on: manager) { job in
          try manager.process.signal(SIGTERM)
          try await manager.process.waitForOutput(containing: "croftd is stopping")
          let refused = try await Trial.run(["sum"], on: manager.masterURL)
          #expect(refused.exit == .exited(code: 1))
          #expect(refused.standardError.contains("drained"), "\(refused.standardError)")
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(try await job.gate.allTasks().count == 7)
          #expect(try await manager.process.waitForExit(timeoutSeconds: 5) == .exited(code: 0))
        }
      }
    }

    @Test func drainingEndsAtItsDeadline() async throws {
      let configuration = "[Manager]\nStopMode=drain\nDrainTimeoutSec=200ms\n"
      try await PrivateManager.with(cores: 2, configuration: configuration) { manager in
        try await GatedJob.with(on: manager) { job in
          try await expectEnd(of: job) { try await stop(manager, SIGTERM) }
        }
      }
    }

    @Test func secondSignalEndsExecutorsWhateverIsConfigured() async throws {
      try await PrivateManager.with(cores: 2, configuration: "[Manager]\nStopMode=drain\n") { manager in
        try await GatedJob.with(on: manager) { job in
          try await expectEnd(of: job) {
            try manager.process.signal(SIGTERM)
            try await manager.process.waitForOutput(containing: "croftd is stopping")
            try await stop(manager, SIGTERM)
          }
        }
      }
    }

    /// `keep` is for a pool that outlives the manager; who interrupts one wants it gone.
    @Test func interruptEndsExecutorsThatSIGTERMWouldKeep() async throws {
      try await PrivateManager.with(cores: 2, configuration: "[Manager]\nStopMode=keep\n") { manager in
        try await GatedJob.with(on: manager) { job in
          try await expectEnd(of: job) { try await stop(manager, SIGINT) }
        }
      }
    }

    private func stop(_ manager: PrivateManager, _ signal: CInt) async throws {
      try manager.process.signal(signal)
      #expect(try await manager.process.waitForExit(timeoutSeconds: 5) == .exited(code: 0))
    }

    /// The job's executors end, and its driver says why it fails.
    private func expectEnd(of job: GatedJob, _ stop: () async throws -> Void) async throws {
      let executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
      try await stop()
      for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 1)) }
      let result = try await job.driver.result(timeoutSeconds: 5)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("the manager is stopping"), "\(result.standardError)")
    }
  }
}
