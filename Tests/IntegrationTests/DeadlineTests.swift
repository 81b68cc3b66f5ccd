import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Tasks that take too long: those that are stopped, and those that are run a second time beside.
  @Suite struct DeadlineTests {
    @Test(arguments: Place.allCases)
    func aTaskThatCanBeStoppedIsTriedAgainUntilTheJobFails(place: Place) async throws {
      let result = try await Trial.run(["endless", "--partitions", "1", "--task-deadline", "0.1"], on: place)
      #expect(result.exit == .exited(code: 1))
      let lines = result.standardError.split(separator: "\n")
      #expect(lines.count == 4, "\(result.standardError)")
      for line in lines.dropLast() { #expect(line.contains("ran into its deadline")) }
      #expect(lines.last?.contains("task 0 of stage 0 of job 1") == true)
    }

    @Test func aTaskThatDoesNotStopCostsItsExecutorAndNotTheJob() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        // The one executor has one slot, so that nothing goes on before it is replaced.
        let result = try await misbehave("hangOnce", ["--task-deadline", "0.2"], executors: "1", on: manager)
        #expect(result.exit == .exited(code: 0))
        #expect(result.standardOutput == "6\n")
        #expect(result.standardError.contains("ran into its deadline and could not be stopped"))
        #expect(manager.process.standardError.contains("executor 2 of application 1 started"))
      }
    }

    @Test func aTaskThatNeverStopsFailsTheJobAfterFourTries() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await misbehave("hangAlways", ["--task-deadline", "0.2"], on: manager)
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardOutput == "")
        let last = result.standardError.split(separator: "\n").last ?? ""
        #expect(last.contains("task 1 of stage 0 of job 1"), "\(last)")
      }
    }

    @Test func threadsThatCannotBeStoppedFailTheJob() async throws {
      try await TemporaryDirectory.with { directory in
        let result = try await Trial.run(
          ["misbehave", "--misbehaviour", "hangAlways", "--directory", directory, "--task-deadline", "0.2"],
          on: "local[2]")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("With a manager it would be replaced; threads can't be"))
      }
    }

    @Test func aSlowTaskIsRunASecondTimeBeside() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await misbehave("hangOnce", ["--speculation", "--partitions", "8"], on: manager)
        #expect(result.exit == .exited(code: 0))
        #expect(result.standardOutput == "28\n")
        #expect(result.standardError.contains("beside a slow one"))
      }
    }

    private func misbehave(
      _ misbehaviour: String, _ options: [String], executors: String = "2", on manager: PrivateManager
    ) async throws -> ProgramResult {
      try await TemporaryDirectory.with { directory in
        let arguments = ["misbehave", "--misbehaviour", misbehaviour, "--directory", directory] + options
        return try await Trial.run(arguments, on: manager.masterURL, executors: executors)
      }
    }
  }
}
