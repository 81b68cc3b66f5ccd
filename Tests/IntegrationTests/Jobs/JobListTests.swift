import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

extension FarmTests {
  /// What `croft` tells of jobs, running and over.
  @Suite struct JobListTests {
    @Test func aJobThatIsOverIsListedShownAndTakenApart() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        #expect(try await Trial.run(["sum", "--partitions", "3"], on: manager.masterURL).succeeded)
        try await expectNothing(left: manager)
        let listed = try await json(["list"], manager)["jobs"]?.elements ?? []
        #expect(listed.count == 1 && listed[0]["id"] == 1 && listed[0]["name"] == "trialjobs")
        #expect(listed.first?["endedAt"] != nil)
        #expect(try await CroftTool.output(of: ["list", "--quiet"], on: manager) == "1\n")
        #expect(try await CroftTool.output(of: ["list", "--quiet", "--state", "failed"], on: manager) == "")
        let shown = try await json(["show", "1"], manager)
        #expect(shown["job"]?["state"] == "succeeded")
        #expect(shown["steps"]?.elements.map { $0["tasks"]?["succeeded"] } == [3])
        #expect(try await CroftTool.output(of: ["show", "1"], on: manager).contains("Output       croft logs 1\n"))
        let tasks = try await json(["tasks", "1"], manager)["tasks"]?.elements ?? []
        #expect(tasks.map { $0["task"] } == [1, 2, 3, 1, 2, 3])
        #expect(tasks.allSatisfy { $0["state"] == "succeeded" && $0["attempts"] == 1 })
      }
    }

    @Test func tasksThatFailedAreToldWithTheirError() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let failed = try await Trial.run(
          ["misbehave", "--misbehaviour", "throwAlways", "--directory", manager.directory], on: manager.masterURL)
        #expect(failed.exit == .exited(code: 1))
        try await expectNothing(left: manager)
        let tasks = try await CroftTool.output(of: ["tasks", "1", "--state", "failed"], on: manager)
        let rows = tasks.split(separator: "\n")
        #expect(rows.count == 2 && rows.last?.contains("SourMilk") == true, "\(tasks)")
        let number = try await CroftTool.output(of: ["tasks", "1", "--state", "failed", "-q"], on: manager)
        #expect(rows.last?.split(separator: " ").first.map(String.init) == number.dropLast().description)
        #expect(try await json(["show", "1"], manager)["job"]?["state"] == "failed")
        let complaint = try await CroftTool.complaint(of: ["tasks", "1", "--state", "faild"], on: manager)
        #expect(complaint.contains("Did you mean 'failed'?"))
        let step = try await CroftTool.complaint(of: ["tasks", "1", "--step", "wash"], on: manager)
        #expect(step.contains("the job has no step 'wash'"))
      }
    }

    @Test func aJobIsNamedByItsNumberItsNameOrABeginningOfIt() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        for name in ["night", "nightly", "nightly", "noon"] {
          #expect(try await Trial.run(["greet", "--name", name], on: manager.masterURL).succeeded)
        }
        for (reference, number) in [("3", 3), ("nightly", 3), ("night", 1), ("nightl", 3), ("no", 4)] {
          #expect(
            try await json(["show", reference], manager)["job"]?["id"] == .integer(Int64(number)), "\(reference)")
        }
        let ambiguous = try await CroftTool.complaint(of: ["show", "nig"], on: manager)
        #expect(ambiguous.contains("'nig' may be any of 'nightly' (3), 'night' (1): give the number"), "\(ambiguous)")
        let misspelt = try await CroftTool.complaint(of: ["show", "nigthly"], on: manager)
        #expect(misspelt.contains("did you mean 'nightly'?"), "\(misspelt)")
        let unknown = try await CroftTool.complaint(of: ["wait", "77"], on: manager)
        #expect(unknown.contains("there is no job 77: the newest you may see is 4"), "\(unknown)")
        for command in ["show", "tasks", "wait", "cancel", "hold", "release", "explain", "events", "executors"] {
          #expect(try await CroftTool.complaint(of: [command, "nig"], on: manager) == ambiguous)
        }
      }
    }

    @Test func completionsOfferWhatIsThere() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let greeted = try await Trial.run(["greet", "--name", "nightly"], on: manager.masterURL)
        #expect(greeted.succeeded)
        #expect(try await completions("show", "job", "show", on: manager) == ["1", "nightly"])
        #expect(try await completions("list", "--queue", "list --queue", on: manager) == ["default"])
      }
    }

    /// What a shell's script asks for.
    private func completions(
      _ command: String, _ argument: String, _ line: String, on manager: PrivateManager
    ) async throws -> [String] {
      let words = ["croft"] + line.split(separator: " ").map(String.init) + [""]
      let kind = argument.hasPrefix("-") ? argument : "positional@0"
      return try await CroftTool.output(
        of: ["---completion", command, "--", kind, "\(words.count - 1)", "0"] + words, on: manager,
        environment: ["SAP_SHELL": "bash"]
      ).split(separator: "\n").map(String.init)
    }

    private func json(_ arguments: [String], _ manager: PrivateManager) async throws -> JSONValue {
      try JSONParser.parse(try await CroftTool.output(of: arguments + ["--json"], on: manager))
    }
  }
}

extension JSONValue {
  fileprivate var elements: [JSONValue] {
    if case .array(let elements) = self { return elements }
    return []
  }
}
