import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite struct ManagerEndTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func stoppedManagerEndsExecutorsAndTellsDrivers(signal: CInt) async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
          try manager.process.signal(signal)
          #expect(try await manager.process.waitForExit(timeoutSeconds: 5) == .exited(code: 0))
          for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 1)) }
          let result = try await job.driver.result(timeoutSeconds: 5)
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardError.contains("the manager is stopping"))
          #expect(try FileSystem.list(manager.scratch) == [])
          #expect(try FileSystem.status(manager.socketPath) == nil)
        }
      }
    }

    /// The manager is out of the data path.
    @Test func jobGoesOnWithoutItsManager() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
          try manager.process.signal(SIGKILL)
          try await job.driver.waitForOutput(containing: "the manager is gone")
          let result = try await job.finish()
          #expect(result.exit == .exited(code: 0))
          #expect(result.standardOutput == expectedSums())
          for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 5)) }
        }
      }
    }
  }
}
