import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What `croft` tells of jobs of several steps, and of those whose drivers were killed.
  @Suite struct SeveralStepsTests {
    /// The step `second` runs until there is a file `go`.
    private static let three = """
      name = "three"
      [step.first]
      command = "echo first {} >> log"
      inputs = ["1", "2", "3"]
      [step.second]
      command = "echo second >> log; touch waiting; while test ! -e go; do sleep 0.02; done"
      after = "first"
      [step.third]
      command = "echo third >> log"
      after = "second"
      """

    private struct Place {
      let trial: JobFileTrial
      let manager: PrivateManager

      func croft(_ arguments: String...) async throws -> ProgramResult {
        try await trial.croft(arguments, master: manager.masterURL)
      }

      func json(_ arguments: String...) async throws -> JSONValue {
        let result = try await trial.croft(arguments + ["--json"], master: manager.masterURL)
        return try JSONParser.parse(result.standardOutput)
      }

      /// The members of the job's steps, or of its tasks.
      func members(_ name: String, of list: String, in document: JSONValue) -> [JSONValue?] {
        guard case .array(let elements)? = document[list] else { return [] }
        return elements.map { $0[name] }
      }

      /// Waits until a command prints just that.
      func wait(until text: String, isPrintedBy arguments: String...) async throws {
        for _ in 0..<200 {
          if try await trial.croft(arguments, master: manager.masterURL).standardOutput == text { return }
        }
        Issue.record("croft \(arguments.joined(separator: " ")) never printed '\(text)'")
      }

      func killDriver() throws {
        let driver = try #require(try manager.client().call(ListApplications()).applications.first)
        kill(pid_t(driver.processID), SIGKILL)
      }
    }

    private func with(_ file: String = three, _ body: (Place) async throws -> Void) async throws {
      try await JobFileTrial.with(file) { trial in
        try await PrivateManager.with(cores: 2) { try await body(Place(trial: trial, manager: $0)) }
      }
    }

    @Test func aJobWhoseDriverWasKilledHasNotSucceeded() async throws {
      try await with { place in
        let driver = try ChildProcess.start(
          ProgramFinder.path(of: "croft"), ["submit", "--wait", "job.toml"],
          environment: [
            "CROFT_MASTER": place.manager.masterURL, "XDG_STATE_HOME": "\(place.trial.directory)/state",
          ], directory: place.trial.directory)
        defer { try? driver.signal(SIGKILL) }
        try await place.wait(until: "1\n", isPrintedBy: "tasks", "three", "--step", "second", "--quiet")
        try driver.signal(SIGKILL)
        let waited = try await place.croft("wait", "three")
        #expect(waited.exit == .exited(code: 1), "\(waited)")
        #expect(waited.standardOutput.contains("1 (three) ended"), "\(waited)")
        let shown = try await place.json("show", "three")
        #expect(shown["job"]?["state"] == "ended")
        #expect(place.members("state", of: "steps", in: shown) == ["succeeded", "cancelled"])
        let tasks = try await place.json("tasks", "three")
        #expect(
          place.members("state", of: "tasks", in: tasks) == ["succeeded", "succeeded", "succeeded", "cancelled"])
        let next = try await place.croft("submit", "--wait", "--after", "three", "--shell", "echo next >> log")
        #expect(next.exit == .exited(code: 1))
        #expect(next.standardError.contains("job 1 (three) didn't succeed"), "\(next)")
        #expect(try !place.trial.log().contains("next"))
      }
    }

    @Test func aRestartedDriversStepsKeepTheirNumbers() async throws {
      try await with { place in
        #expect(try await place.croft("submit", "job.toml").standardOutput == "1\n")
        try await place.trial.wait(for: "waiting")
        try FileSystem.removeFile("\(place.trial.directory)/waiting")
        try place.killDriver()
        try await place.trial.wait(for: "waiting")
        try place.trial.write("go")
        let waited = try await place.croft("wait", "three")
        #expect(waited.succeeded && waited.standardOutput.contains("5 of 5 tasks succeeded"), "\(waited)")
        let shown = try await place.json("show", "three")
        #expect(place.members("number", of: "steps", in: shown) == [1, 2, 3])
        #expect(place.members("name", of: "steps", in: shown) == ["first", "second", "third"])
        #expect(place.members("state", of: "steps", in: shown) == ["succeeded", "succeeded", "succeeded"])
        let total: (JSONValue?) -> JSONValue? = { $0?["total"] }
        #expect(place.members("tasks", of: "steps", in: shown).map(total) == [3, 1, 1])
        #expect(place.members("attempts", of: "steps", in: shown).first == 3)
        #expect(try await place.croft("tasks", "three", "--step", "first", "--quiet").standardOutput == "1\n2\n3\n")
        #expect(try await place.croft("history", "three", "--step", "sec", "--quiet").standardOutput == "0\n")
      }
    }

    @Test func aRetryTellsOfTheStepsThatItNeedNotRun() async throws {
      try await with(JobFileTrial.graph(onFailure: "\"skip\"")) { place in
        #expect(try await place.croft("submit", "--wait", "job.toml").exit == .exited(code: 1))
        try place.trial.write("mended")
        #expect(try await place.croft("retry", "graph", "--wait").succeeded)
        let shown = try await place.json("show", "2")
        #expect(place.members("number", of: "steps", in: shown) == [1, 2, 3, 4, 5, 6])
        #expect(place.members("state", of: "steps", in: shown) == Array(repeating: "succeeded", count: 6))
        #expect(shown["job"]?["tasks"] == ["total": 7, "succeeded": 7, "failed": 0])
        let tasks = try await place.json("tasks", "2", "--step", "a")
        #expect(place.members("state", of: "tasks", in: tasks) == ["succeeded"])
      }
    }

    @Test func whatRunsIsShownBeforeAnythingHasEnded() async throws {
      try await with { place in
        #expect(try await place.croft("submit", "job.toml").succeeded)
        try await place.wait(until: "1\n", isPrintedBy: "tasks", "three", "--state", "running", "--quiet")
        let tasks = try await place.json("tasks", "three", "--step", "second")
        #expect(place.members("state", of: "tasks", in: tasks) == ["running"])
        #expect(place.members("attempts", of: "tasks", in: tasks) == [0])
        guard case .integer(let time)?? = place.members("durationMicroseconds", of: "tasks", in: tasks).first else {
          Issue.record("\(tasks)")
          return
        }
        #expect(time >= 1_000_000)
        let retry = try await place.croft("retry", "three")
        #expect(retry.exit == .exited(code: 2))
        #expect(retry.standardError.contains("job 1 (three) still runs"), "\(retry)")
        #expect(try await place.croft("cancel", "three").standardOutput == "cancelled 1 (three)\n")
        #expect(try await place.croft("wait", "three").exit == .exited(code: 1))
        let shown = try await place.json("show", "three")
        #expect(shown["job"]?["state"] == "cancelled")
        #expect(place.members("state", of: "steps", in: shown) == ["succeeded", "cancelled"])
        #expect(try await place.croft("tasks", "three", "--state", "running", "--quiet").standardOutput == "")
        #expect(try place.trial.log() == ["first 1", "first 2", "first 3", "second"])
      }
    }

    @Test func onlyWhatWasSubmittedByCroftSubmitIsRetried() async throws {
      try await with { place in
        #expect(try await Trial.run(["greet"], on: place.manager.masterURL).succeeded)
        let retry = try await place.croft("retry", "1")
        #expect(retry.exit == .exited(code: 2))
        #expect(retry.standardError.contains("can't be retried: what was submitted isn't kept"), "\(retry)")
      }
    }
  }
}
