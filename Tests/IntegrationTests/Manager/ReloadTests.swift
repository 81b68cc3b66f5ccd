import CroftDriver
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// A changed configuration, on the live farm.
  @Suite struct ReloadTests {
    @Test func raisedCapacityIsGrantedAtOnce() async throws {
      try await PrivateManager.with(configuration: cores(1)) { manager in
        try await GatedJob.with(on: manager, tasks: 1) { job in
          try manager.configure(cores(2))
          try manager.process.signal(SIGHUP)
          #expect(Set(try await job.gate.waitForTasks(2)).count == 2)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
        }
      }
    }

    @Test func executorsAboveALoweredCapacityFinishTheirTasksFirst() async throws {
      try await PrivateManager.with(configuration: cores(2)) { manager in
        try await GatedJob.with(on: manager) { job in
          try manager.configure(cores(1))
          try manager.process.signal(SIGHUP)
          try await job.driver.waitForOutput(containing: "the manager wants executors back")
          #expect(try manager.client().call(ListExecutors()).executors.count == 2)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(try await job.gate.allTasks().count == 7)
          #expect(!result.standardError.contains("lost"))
          #expect(try manager.client().call(GetStatus()).capacity.cores == 1)
        }
      }
    }

    @Test func wrongLineIsNamedAndTheFarmGoesOn() async throws {
      try await PrivateManager.with(configuration: cores(2)) { manager in
        try manager.configure("[Manager]\nCores=2\nKores=1\n")
        try manager.process.signal(SIGHUP)
        try await manager.process.waitForOutput(containing: "\(manager.configurationFile):3")
        let result = try await Trial.run(["sum"], on: manager.masterURL)
        #expect(result.standardOutput == expectedSums())
      }
    }

    private func cores(_ count: Int) -> String { "[Manager]\nCores=\(count)\n" }
  }
}
