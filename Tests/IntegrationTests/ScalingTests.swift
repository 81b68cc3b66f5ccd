import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Executors that come and go with the work.
  @Suite struct ScalingTests {
    @Test func executorsGrowWithTheBacklogAndShrinkWhenIdle() async throws {
      try await PrivateManager.with(cores: 4) { manager in
        try await TemporaryDirectory.with { directory in
          let (tasks, end) = ("\(directory)/tasks", "\(directory)/end")
          for path in [tasks, end] { mkdir(path, 0o700) }
          let (taskGate, endGate) = (try Gate(in: tasks), try Gate(in: end))
          let driver = try Trial.start(
            ["idle", "--partitions", "7", "--map-gate", tasks, "--directory", end, "--executor-idle", "0.2"],
            on: manager.masterURL, executors: "1:3")
          defer { try? driver.signal(SIGKILL) }
          #expect(Set(try await taskGate.waitForTasks(3)).count == 3)
          #expect(try manager.client().call(ListExecutors()).executors.count == 3)

          // The job ends, the program goes on: two of the executors have nothing to do for long enough.
          let opened = try taskGate.open()
          _ = try await endGate.waitForTasks(1)
          try await manager.process.waitForOutput(containing: " of application 1 ended", times: 2)
          #expect(try manager.client().call(ListExecutors()).executors.count == 1)
          let last = try endGate.open()
          #expect(try await driver.waitForExit(timeoutSeconds: 10) == .exited(code: 0))
          withExtendedLifetime((opened, last)) {}
        }
      }
    }
  }
}
