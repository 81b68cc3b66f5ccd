import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

extension FarmTests {
  /// The `croft` command against a live farm.
  @Suite struct CommandLineTests {
    @Test func tablesShowWhatRuns() async throws {
      try await PrivateManager.with(cores: 3, memoryBytes: 1 << 30) { manager in
        try await GatedJob.with(on: manager) { job in
          let status = try await croft(["status"], manager)
          #expect(row(of: "Cores free", in: status) == ["Cores", "free", "1", "of", "3"])
          #expect(row(of: "Applications", in: status) == ["Applications", "1"])
          #expect(row(of: "Executors", in: status) == ["Executors", "2"])
          let applications = try await croft(["applications"], manager)
          #expect(row(of: "1", in: applications).last == "trialjobs")
          #expect(row(of: "1", in: applications).contains("\(job.driver.processID)"))
          let executors = try await croft(["executors"], manager)
          for executor in job.executors { #expect(executors.contains(" \(executor) ")) }
          _ = try await job.finish()
        }
      }
    }

    @Test func jsonIsTheInterfacesOwn() async throws {
      try await PrivateManager.with(cores: 3, memoryBytes: 1 << 30) { manager in
        try await GatedJob.with(on: manager) { job in
          let status = try await json(["status"], manager, as: ManagerStatus.self)
          #expect(status.capacity == Resources(cores: 3, memoryBytes: 1 << 30))
          #expect(status.free.cores == 1)
          #expect(status.processID == Int(manager.process.processID))
          let applications = try await json(["applications"], manager, as: ListApplications.Reply.self).applications
          #expect(applications.map(\.name) == ["trialjobs"])
          #expect(applications.map(\.processID) == [Int(job.driver.processID)])
          let executors = try await json(["executors"], manager, as: ListExecutors.Reply.self).executors
          #expect(Set(executors.map(\.processID)) == Set(job.executors))
          #expect(executors.allSatisfy { $0.state == .running })
          _ = try await job.finish()
        }
      }
    }

    @Test func withoutAManagerItSaysWhatToDo() async throws {
      let result = try await ChildProcess.run(
        ProgramFinder.path(of: "croft"), ["status", "--socket", "/nowhere/croft.socket"])
      #expect(result.exit != .exited(code: 0))
      #expect(result.standardError.contains("/nowhere/croft.socket"))
      #expect(result.standardError.contains("croftd"))
    }

    private func croft(_ arguments: [String], _ manager: PrivateManager) async throws -> String {
      let result = try await ChildProcess.run(
        ProgramFinder.path(of: "croft"), arguments + ["--socket", manager.socketPath])
      #expect(result.exit == .exited(code: 0))
      #expect(result.standardError == "")
      return result.standardOutput
    }

    private func json<Payload: Decodable>(
      _ arguments: [String], _ manager: PrivateManager, as type: Payload.Type
    ) async throws -> Payload {
      let text = try await croft(arguments + ["--json"], manager)
      return try JSONParser.parse(text).decoded(as: type)
    }

    private func row(of heading: String, in table: String) -> [Substring] {
      let line = table.split(separator: "\n").first { line in
        line.drop { $0 == " " }.hasPrefix(heading + " ")
      }
      return (line ?? "").split(separator: " ")
    }
  }
}
