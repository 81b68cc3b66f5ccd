import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// `croft submit` with a manager.
  @Suite struct SubmitToManagerTests {
    /// A manager, and a directory for what is submitted to it.
    private struct Place {
      let manager: PrivateManager
      let directory: String

      var environment: [String: String?] {
        ["CROFT_MASTER": manager.masterURL, "XDG_STATE_HOME": "\(directory)/state"]
      }

      func croft(_ arguments: [String], _ more: [String: String?] = [:]) async throws -> ProgramResult {
        try await ChildProcess.run(
          ProgramFinder.path(of: "croft"), arguments, environment: environment.merging(more) { $1 },
          directory: directory)
      }

      func start(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess.start(
          ProgramFinder.path(of: "croft"), arguments, environment: environment, directory: directory)
      }

      func lines(of name: String) throws -> [String] {
        try TestFile.read("\(directory)/\(name)").split(separator: "\n").map(String.init)
      }
    }

    private func with(
      cores: Int = 2, memoryBytes: Int = 4 << 30, _ body: (Place) async throws -> Void
    ) async throws {
      try await TemporaryDirectory.with { directory in
        try await PrivateManager.with(cores: cores, memoryBytes: memoryBytes) { manager in
          try await body(Place(manager: manager, directory: directory))
        }
      }
    }

    @Test func newFilesHaveTheSubmittersMaskWhoeverStartsTheDriver() async throws {
      try await with { place in
        let croft = ProgramFinder.path(of: "croft")
        let command = "--retries 0 --output 'out-{}' --shell 'touch made-{}; umask; test -e go' ::: a"
        func shell(_ script: String) async throws -> ProgramResult {
          try await ChildProcess.run(
            "/bin/sh", ["-c", script, croft], environment: place.environment, directory: place.directory)
        }
        #expect(try await shell("umask 027; exec \"$0\" submit --wait \(command)").exit == .exited(code: 1))
        let jobs = try FileSystem.list("\(place.directory)/state/croft/jobs").filter { $0 != "by-number" }
        let key = try #require(jobs.first)
        try FileSystem.removeFile("\(place.directory)/made-a")
        // As the manager starts it again, which has no submitter to ask any longer.
        let again = try await shell("touch go; umask 0; exec \"$0\" drive --retry 1 \(key)")
        #expect(again.succeeded, "\(again.standardError)")
        #expect(try TestFile.read("\(place.directory)/out-a") == "0027\n")
        for name in ["out-a", "made-a"] {
          let mode = try #require(try FileSystem.status("\(place.directory)/\(name)")).permissions
          #expect(mode == 0o640, "\(name)")
        }
      }
    }

    @Test func aJobIsHandedOverAndItsNumberPrinted() async throws {
      try await with { place in
        let submitted = try await place.croft(
          [
            "submit", "--name", "trial", "--", "sh", "-c", "echo {} $MARK $CROFT_JOB $CROFT_TASKS >> log", ":::", "a",
            "b",
          ],
          ["MARK": "here"])
        #expect(submitted.standardOutput == "1\n")
        #expect(submitted.standardError == "")
        #expect(try await place.croft(["wait", "trial"]).succeeded)
        #expect(try place.lines(of: "log").sorted() == ["a here 1 2", "b here 1 2"])
      }
    }

    @Test func waitingPrintsAndEndsAsTheJobDid() async throws {
      try await with { place in
        let result = try await place.croft(
          [
            "submit", "--wait", "--ordered", "--retries", "0", "--shell", "echo {} $CROFT_JOB; exit {}", ":::", "0",
            "2",
          ])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardOutput == "0 1\n2 1\n")
        #expect(result.standardError.contains("job 1: 2 tasks: 1 succeeded, 1 failed"))
        let json = try await place.croft(["submit", "--wait", "--json", "--name", "document", "--", "true"])
        #expect(json.standardOutput.contains("\"job\": 2"))
        #expect(json.standardOutput.contains("\"end\": \"succeeded\""))
      }
    }

    @Test func slotsThatRunAtOnceHaveDifferentNumbers() async throws {
      try await with(cores: 3, memoryBytes: 6 << 30) { place in
        // Each task waits until all three are there.
        let script = "echo $CROFT_SLOT; touch up.{}; while [ $(ls up.* | wc -l) -lt 3 ]; do sleep 0.01; done"
        let result = try await place.croft(["submit", "--wait", "--shell", script, ":::", "a", "b", "c"])
        #expect(result.succeeded)
        #expect(result.standardOutput.split(separator: "\n").sorted() == ["1", "2", "3"])
      }
    }

    @Test func aTaskOfSeveralCoresHasThemAlone() async throws {
      try await with(cores: 4, memoryBytes: 8 << 30) { place in
        let script = "echo x >> running; wc -l < running; sleep 0.1; sed -i 1d running"
        let result = try await place.croft(
          ["submit", "--wait", "--cores", "4", "--shell", script, ":::"] + (1...4).map(String.init))
        #expect(result.standardOutput == "1\n1\n1\n1\n")
      }
    }

    @Test func aJobWaitsForAnotherOne() async throws {
      try await with { place in
        let first = try await place.croft(["submit", "--name", "first", "--shell", "sleep 0.5; echo first >> log"])
        #expect(first.succeeded)
        #expect(try await place.croft(["submit", "--after", "first", "--shell", "echo second >> log"]).succeeded)
        #expect(try await place.croft(["wait", "2"]).succeeded)
        #expect(try place.lines(of: "log") == ["first", "second"])
        _ = try await place.croft(["submit", "--name", "bad", "--retries", "0", "--", "false"])
        let third = try await place.croft(["submit", "--wait", "--after", "bad", "--shell", "echo third >> log"])
        #expect(third.exit == .exited(code: 1))
        #expect(third.standardError.contains("job 3 (bad) didn't succeed"))
        _ = try await place.croft(["submit", "--after", "bad", "--shell", "echo fourth >> log"])
        #expect(try await place.croft(["wait", "5"]).exit == .exited(code: 1))
        #expect(try place.lines(of: "log") == ["first", "second"])
      }
    }

    @Test func aDriverThatIsKilledGoesOnWhereItWas() async throws {
      try await with { place in
        let script = "echo {} >> log; echo > at.{}; while [ ! -e go ] && [ {} = 2 ]; do sleep 0.01; done"
        _ = try await place.croft([
          "submit", "--name", "long", "--max-running", "1", "--shell", script, ":::", "1", "2", "3",
        ])
        #expect(try await Waiting.forNames(in: place.directory, timeoutSeconds: 30) { $0.contains("at.2") })
        let status = try place.manager.client().call(ListApplications()).applications
        let driver = try #require(status.first?.processID)
        kill(pid_t(driver), SIGKILL)
        try await place.manager.process.waitForOutput(containing: "the driver of application 1 started", times: 2)
        try TestFile.write("", to: "\(place.directory)/go")
        #expect(try await place.croft(["wait", "long"]).succeeded)
        let log = try place.lines(of: "log")
        // The first task had succeeded, and isn't run again; the one that ran when the driver died is.
        #expect(log.filter { $0 == "1" }.count == 1)
        #expect(log.last == "3")
      }
    }

    @Test func aJobOutlivesItsManager() async throws {
      try await with { place in
        _ = try await place.croft(
          [
            "submit", "--name", "long", "--shell",
            "echo > here; while [ ! -e go ]; do sleep 0.01; done; echo end >> log",
          ])
        #expect(try await Waiting.forNames(in: place.directory, timeoutSeconds: 30) { $0.contains("here") })
        try await place.manager.kill()
        try await place.manager.start()
        try await place.manager.process.waitForOutput(containing: "is connected again")
        try TestFile.write("", to: "\(place.directory)/go")
        #expect(try await place.croft(["wait", "long"]).succeeded)
        #expect(try place.lines(of: "log") == ["end"])
      }
    }

    @Test func aSignalLetsTheCommandsTidyUp() async throws {
      try await with { place in
        let process = try place.start([
          "submit", "--wait", "--name", "long", "--", "sh", "-c",
          "trap 'sleep 0.2; echo ended > mark; exit 1' TERM; echo > here; while :; do sleep 0.01; done",
        ])
        #expect(try await Waiting.forNames(in: place.directory, timeoutSeconds: 30) { $0.contains("here") })
        try process.signal(SIGINT)
        #expect(try await process.result().exit == .exited(code: 130))
        #expect(try place.lines(of: "mark") == ["ended"])
      }
    }

    @Test func cancellingEndsASubmitterThatWaits() async throws {
      try await with { place in
        let process = try place.start(["submit", "--wait", "--name", "long", "--shell", "echo > here; sleep 100"])
        #expect(try await Waiting.forNames(in: place.directory, timeoutSeconds: 30) { $0.contains("here") })
        #expect(try await place.croft(["cancel", "long"]).succeeded)
        #expect(try await process.result().exit == .exited(code: 143))
      }
    }

    @Test func withoutAFarmItOffersALocalOne() async throws {
      try await TemporaryDirectory.with { directory in
        let result = try await ChildProcess.run(
          ProgramFinder.path(of: "croft"), ["submit", "--socket", "\(directory)/none", "--", "true"],
          environment: ["XDG_STATE_HOME": directory])
        #expect(result.exit == .exited(code: 2))
        #expect(result.standardError.contains("--master local"))
      }
    }
  }
}
