import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// A manager that is killed, and another one in its place.
  @Suite struct RecoveryTests {
    @Test func jobAndItsExecutorsGoOnUnderTheNextManager() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          try await manager.kill()
          try await manager.start()
          try await job.driver.waitForOutput(containing: "the manager is back")
          let executors = try manager.client().call(ListExecutors()).executors
          #expect(Set(executors.map(\.processID)) == Set(job.executors))
          try await expectEachTaskOnce(job)
          try await expectNothing(left: manager)
        }
      }
    }

    @Test func waitingRequestIsGrantedByTheNextManager() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let second = try Trial.start(["sum"], on: manager.masterURL)
          defer { try? second.signal(SIGKILL) }
          try await manager.process.waitForOutput(containing: "application 2 asked for")
          try await manager.kill()
          try await manager.start()
          let waiting = try manager.client().call(Explain(application: 2)).requests
          #expect(waiting.map(\.remaining) == [2])
          try await expectEachTaskOnce(job)
          let result = try await second.result(timeoutSeconds: 30)
          #expect(result.standardOutput == expectedSums())
          try await expectNothing(left: manager)
        }
      }
    }

    /// Whichever executors were asked for, on their way, or there when the manager died.
    @Test(arguments: ["application 1 asked for", "executor 1 of", "executor 4 of"])
    func executorsThatWereBeingStartedComeFromTheNextManager(moment: String) async throws {
      try await PrivateManager.with(cores: 8) { manager in
        try await TemporaryDirectory.with { directory in
          let gate = try Gate(in: directory)
          let driver = try Trial.start(
            ["sum", "--partitions", "8", "--map-gate", directory], on: manager.masterURL, executors: "8")
          defer { try? driver.signal(SIGKILL) }
          try await manager.process.waitForOutput(containing: moment)
          try await manager.kill()
          try await manager.start()
          let executors = try await gate.waitForTasks(8)
          #expect(Set(executors).count == 8)
          try await expectEachTaskOnce(GatedJob(driver: driver, gate: gate, executors: []), tasks: 8)
          try await expectNothing(left: manager)
        }
      }
    }

    @Test func driverThatDiedWithoutAManagerLeavesNothingToTheNext() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
          try await manager.kill()
          try job.driver.signal(SIGKILL)
          _ = try await job.driver.waitForExit()
          try await manager.start()
          for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 2)) }
          try await expectNothing(left: manager)
          let past = try manager.client().call(ListPastApplications(after: nil, limit: 10)).elements
          #expect(past.map(\.end) == ["Its driver ended while no manager ran."])
        }
      }
    }

    @Test func jobThatEndedWithoutAManagerLeavesNothingToTheNext() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          try await manager.kill()
          try await expectEachTaskOnce(job)
          try await manager.start()
          try await expectNothing(left: manager)
        }
      }
    }

    @Test func executorThatDiedWithoutAManagerIsReplacedByTheNext() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          try await manager.kill()
          kill(pid_t(job.executors[0]), SIGKILL)
          try await job.driver.waitForOutput(containing: "is lost")
          try await manager.start()
          _ = try await job.gate.waitForTasks(3)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(try await job.gate.allTasks().count == 8)
          try await expectNothing(left: manager)
        }
      }
    }

    @Test func managerMayDieAgainAndAgain() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          for round in 1...5 {
            try await manager.kill()
            try await manager.start()
            // In every other round it dies before the driver has found it.
            if round % 2 == 0 {
              try await manager.process.waitForOutput(containing: "application 1 (trialjobs) is connected again")
            }
          }
          try await manager.process.waitForOutput(containing: "application 1 (trialjobs) is connected again")
          let executors = try manager.client().call(ListExecutors()).executors
          #expect(Set(executors.map(\.processID)) == Set(job.executors))
          try await expectEachTaskOnce(job)
          try await expectNothing(left: manager)
        }
      }
    }

    /// Its answer is right, and no task failed or ran twice.
    private func expectEachTaskOnce(_ job: GatedJob, tasks: Int = 7) async throws {
      let result = try await job.finish()
      #expect(result.exit == .exited(code: 0))
      #expect(result.standardOutput == expectedSums())
      #expect(try await job.gate.allTasks().count == tasks, "\(result.standardError)")
      #expect(!result.standardError.contains("runs again") && !result.standardError.contains("is lost"))
    }
  }
}

/// Of applications, once the manager has heard of their ends.
func expectNothing(left manager: PrivateManager) async throws {
  #expect(try await Waiting.forNames(in: manager.scratch, timeoutSeconds: 5) { $0.isEmpty })
  let status = try manager.client().call(GetStatus())
  #expect(status.applications == 0)
  #expect(status.executors == 0)
  #expect(status.free == status.capacity)
  #expect(try manager.client().call(ListExecutors()).executors.isEmpty)
}
