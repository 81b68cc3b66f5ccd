import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  @Suite struct ExecutorLossTests {
    /// Any program of the same user may call the manager.
    @Test func executorThatSomebodyElseGivesBackIsReplaced() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          _ = try manager.client().call(ReleaseExecutor(application: 1, executor: 1))
          try await job.driver.waitForOutput(containing: "is lost")
          _ = try await job.gate.waitForTasks(3)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(result.exit == .exited(code: 0))
        }
      }
    }

    @Test(arguments: GatedJob.Stage.allCases)
    func killedExecutorCostsALineAndNotTheAnswer(stage: GatedJob.Stage) async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(stage, on: manager) { job in
          #expect(Set(job.executors).count == 2)
          kill(pid_t(job.executors[0]), SIGKILL)
          try await job.driver.waitForOutput(containing: "is lost")
          // Both tasks that waited have been followed by one on the executor that came in its place.
          _ = try await job.gate.waitForTasks(3)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(result.exit == .exited(code: 0))
          let lines = result.standardError.split(separator: "\n")
          #expect(lines.count == 1)
          #expect(lines.first?.contains("executor") == true && lines.first?.contains("Signal 9") == true)
          let logged = manager.process.standardError.split(separator: "\n").filter { $0.contains("Signal 9") }
          #expect(logged.count == 1)
        }
      }
    }

    @Test func allExecutorsKilledAtOnceAreReplaced() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await GatedJob.with(on: manager) { job in
          for executor in job.executors { kill(pid_t(executor), SIGKILL) }
          _ = try await job.gate.waitForTasks(4)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
        }
      }
    }

    @Test func executorsAreTheImageThatWasStartedWhateverBecomesOfItsFile() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let program = "\(manager.directory)/program"
        try TestFile.copy(ProgramFinder.path(of: "trialjobs"), to: program)
        try await GatedJob.with(on: manager, program: program) { job in
          try FileSystem.removeFile(program)
          try TestFile.write("#!/bin/false\n", to: program)
          kill(pid_t(job.executors[0]), SIGKILL)
          _ = try await job.gate.waitForTasks(3)
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
        }
      }
    }

    @Test func damagedMapOutputIsMadeAnew() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        // Two of seven reducers have read their input; the others will find the damage.
        try await GatedJob.with(.reduce, on: manager) { job in
          let stage = "\(manager.scratch)/app-1/job-1/stage-0"
          let outputs = try FileSystem.list(stage)
          #expect(outputs.count == 7)
          try flipLastByte(of: "\(stage)/\(outputs[0])")
          try FileSystem.removeFile("\(stage)/\(outputs[3])")
          let result = try await job.finish()
          #expect(result.standardOutput == expectedSums())
          #expect(result.standardError.contains("task 0 of stage 0 of job 1 runs again"))
          #expect(result.standardError.contains("task 3 of stage 0 of job 1 runs again"))
        }
      }
    }

    /// In place, at its full length: a reader that has it mapped already would die of SIGBUS beyond a new end.
    private func flipLastByte(of path: String) throws {
      var bytes = Array(try FileDescriptor.open(path, flags: O_RDONLY).readAll(maximumBytes: 1 << 20))
      bytes[bytes.count - 1] ^= 1
      let file = try FileDescriptor.open(path, flags: O_WRONLY)
      try bytes.withUnsafeBytes { try file.writeAll($0) }
    }
  }
}
