import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

extension FarmTests {
  /// Several applications on one manager.
  @Suite struct SharingTests {
    @Test func twoDriversThatAskForMoreThanThereIsBothFinish() async throws {
      try await PrivateManager.with(cores: 3) { manager in
        try await GatedJob.with(on: manager) { first in
          // One of its two executors has to wait for the first driver's end.
          try await GatedJob.with(on: manager, tasks: 1) { second in
            let status = try manager.client().call(GetStatus())
            #expect(status.applications == 2)
            #expect(status.executors == 3)
            #expect(status.waiting == 1)
            #expect(status.free.cores == 0)
            let one = try await first.finish()
            #expect(one.standardOutput == expectedSums())
            _ = try await second.gate.waitForTasks(2)
            let two = try await second.finish()
            #expect(two.standardOutput == expectedSums())
          }
        }
      }
    }

    @Test func requestThatCouldNeverFitIsRefusedWithTheReason() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await ChildProcess.run(
          ProgramFinder.path(of: "trialjobs"), ["sum", "--master", manager.masterURL, "--executor-cores", "64"],
          environment: Trial.environment)
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("refused"))
        #expect(result.standardError.contains("64"))
      }
    }
  }
}
