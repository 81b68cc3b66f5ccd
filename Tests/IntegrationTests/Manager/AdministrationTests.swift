import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// The commands of `croft` that people look after a farm with.
  @Suite struct AdministrationTests {
    @Test func explainTellsWhatAWaitingApplicationWaitsFor() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let second = try Trial.start(["sum"], on: manager.masterURL)
          defer { try? second.signal(SIGKILL) }
          try await manager.process.waitForOutput(containing: "application 2 asked for")
          let explanation = try await CroftTool.output(of: ["explain", "2"], on: manager)
          #expect(explanation.contains("It waits for 2 executors of 1 core"), "\(explanation)")
          #expect(explanation.contains("Application 1 of") && explanation.contains("has 2 executors"))
          #expect(explanation.contains("Would help"))
          #expect(try await CroftTool.output(of: ["explain", "1"], on: manager).contains("It waits for nothing."))
          let complaint = try await CroftTool.complaint(of: ["explain", "9"], on: manager)
          #expect(complaint.contains("there is no job 9"))
          let queues = try await CroftTool.output(of: ["queues"], on: manager)
          #expect(queues.split(separator: "\n").contains { $0.hasPrefix("default") }, "\(queues)")
          _ = try await job.finish()
        }
      }
    }

    @Test func scaleChangesTheLiveFarmAndLastsUntilItIsTakenBack() async throws {
      try await PrivateManager.with(configuration: "[Manager]\nCores=1\n") { manager in
        try await GatedJob.with(on: manager, tasks: 1) { job in
          #expect(try await CroftTool.output(of: ["scale", "Cores=2"], on: manager) == "")
          _ = try await job.gate.waitForTasks(2)
          try await manager.kill()
          try await manager.start()
          #expect(try manager.client().call(GetStatus()).capacity.cores == 2)
          _ = try await job.finish()
        }
        #expect(try await CroftTool.output(of: ["scale", "Cores="], on: manager) == "")
        #expect(try manager.client().call(GetStatus()).capacity.cores == 1)
        let complaint = try await CroftTool.complaint(of: ["scale", "Kores=2"], on: manager)
        #expect(complaint.contains("did you mean Cores=?"))
      }
    }

    @Test func drainedFarmRefusesApplicationsUntilItIsOpenAgain() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let silence = try await CroftTool.output(of: ["drain"], on: manager)
        #expect(silence == "")
        #expect(try await CroftTool.output(of: ["status"], on: manager).contains("draining"))
        #expect(try await Trial.run(["sum"], on: manager.masterURL).standardError.contains("drained"))
        #expect(try await CroftTool.output(of: ["drain", "--off"], on: manager) == "")
        #expect(try await Trial.run(["sum"], on: manager.masterURL).standardOutput == expectedSums())
      }
    }

    @Test func cancelEndsAnApplicationAndTellsItsUser() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          #expect(try await CroftTool.output(of: ["cancel", "1"], on: manager) == "cancelled 1 (trialjobs)\n")
          let result = try await job.driver.result(timeoutSeconds: 5)
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardError.contains("its user ended the application"), "\(result.standardError)")
          try await expectNothing(left: manager)
        }
      }
    }

    @Test(arguments: StopMode.allCases)
    func stopEndsTheManagerAndWhatItsModeSays(mode: StopMode) async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          let executors = try job.executors.map { try ProcessDescriptor(ofProcess: pid_t($0)) }
          let timeout = mode == .drain ? ["--timeout", "0.2"] : []
          let stop = ["stop", "--mode", mode.rawValue] + timeout
          #expect(try await CroftTool.output(of: stop, on: manager) == "")
          #expect(try await manager.process.waitForExit(timeoutSeconds: 5) == .exited(code: 0))
          guard mode == .keep else {
            for executor in executors { #expect(try await Waiting.forEnd(of: executor, timeoutSeconds: 1)) }
            return
          }
          #expect(job.executors.allSatisfy { ProcessView($0).isRunning })
          #expect(try await job.finish().standardOutput == expectedSums())
        }
      }
    }

    @Test func historyTellsWhatRan() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        #expect(try await Trial.run(["sum", "--partitions", "7"], on: manager.masterURL).succeeded)
        try await expectNothing(left: manager)
        let applications = try await rows(["history"], manager)
        #expect(applications.count == 2)
        #expect(applications.last?.first == "1" && applications.last?.contains("trialjobs") == true)
        let jobs = try await rows(["history", "1"], manager)
        #expect(jobs.last?.contains("succeeded") == true && jobs.last?.last == "-")
        let stages = try await rows(["history", "1", "--job", "1"], manager)
        #expect(stages.dropFirst().map { Array($0.prefix(3)) } == [["0", "7", "0"], ["1", "7", "0"]])
        let attempts = try await rows(["history", "1", "--job", "1", "--stage", "0"], manager)
        // They are listed as they ended.
        let tasks = attempts.dropFirst().map { Array($0.prefix(2)) }.sorted { $0[0] < $1[0] }
        #expect(tasks == (0..<7).map { ["\($0)", "0"] })
        #expect(try await rows(["history", "1", "--executors"], manager).count == 3)
      }
    }

    @Test func eventsAreShownAsTheyHappenUntilTheManagerStops() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let events = try ChildProcess.start(
          ProgramFinder.path(of: "croft"), ["events"], environment: ["CROFT_MASTER": manager.masterURL])
        defer { try? events.signal(SIGKILL) }
        try await events.waitForOutput(containing: "watching")
        #expect(try await Trial.run(["sum"], on: manager.masterURL).succeeded)
        try await events.waitForOutput(containing: "application 1 (trialjobs) ended")
        try manager.process.signal(SIGTERM)
        let result = try await events.result(timeoutSeconds: 5)
        #expect(result.exit == .exited(code: 0))
        #expect(result.standardError == "")
        let kinds = result.standardOutput.split(separator: "\n").compactMap {
          $0.split(separator: " ").dropFirst().first
        }
        #expect(kinds.first == "began" && kinds.last == "stopping")
        #expect(kinds.contains("applicationRegistered") && kinds.contains("executorStarted"))
      }
    }

    private func rows(_ arguments: [String], _ manager: PrivateManager) async throws -> [[String]] {
      try await CroftTool.output(of: arguments, on: manager).split(separator: "\n")
        .map { $0.split(separator: " ").map(String.init) }
    }
  }
}
