import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// The end of a driver, and that of its job, which aren't always the same.
  @Suite struct SubmissionEndTests {
    private struct Trial {
      let submission: LocalSubmission
      let manager: PrivateManager

      func words(_ arguments: [String]) -> [String] {
        ["env", "CROFT_MASTER=\(manager.masterURL)", ProgramFinder.path(of: "croft")] + arguments
      }

      func croft(_ arguments: [String]) async throws -> ProgramResult {
        try await submission.execute(words(arguments))
      }

      func start(_ arguments: [String]) throws -> ChildProcess { try submission.start(words(arguments)) }

      func make(_ name: String) throws { try TestFile.write("", to: "\(submission.directory)/\(name)") }

      /// What the history has about a job.
      func record(_ job: Int) throws -> ApplicationRecord {
        try #require(manager.client().call(ListPastApplications()).elements.first { $0.id == job })
      }
    }

    private func with(_ body: (Trial) async throws -> Void) async throws {
      try await LocalSubmission.with { submission in
        try await PrivateManager.with(cores: 2, memoryBytes: 4 << 30) { manager in
          try await body(Trial(submission: submission, manager: manager))
        }
      }
    }

    /// As when the machine shuts down.
    @Test(arguments: [true, false])
    func aDriverThatIsToldToEndIsStartedAgain(isManagerThere: Bool) async throws {
      try await with { trial in
        let script = "echo {} >> log; touch at-{}; while [ {} = 2 ] && [ ! -e go ]; do sleep 0.01; done"
        let submit = ["submit", "--name", "long", "--max-running", "1", "--shell", script, ":::", "1", "2", "3"]
        #expect(try await trial.croft(submit).standardOutput == "1\n")
        try await trial.submission.waitForFile("at-2")
        let listed = try #require(try trial.manager.client().call(ListApplications()).applications.first)
        let driver = try ProcessDescriptor(ofProcess: pid_t(listed.processID))
        if !isManagerThere { try await trial.manager.kill() }
        try driver.signal(SIGTERM)
        #expect(try await Waiting.forEnd(of: driver, timeoutSeconds: 30))
        if !isManagerThere { try await trial.manager.start() }
        try await trial.manager.process.waitForOutput(
          containing: "the driver of application 1 started", times: isManagerThere ? 2 : 1)
        try trial.make("go")
        #expect(try await trial.croft(["wait", "long"]).succeeded)
        let record = try trial.record(1)
        #expect(record.exitStatus == 0)
        #expect(record.tasks == TaskCounts(total: 3, succeeded: 3))
        let log = try trial.submission.numbers(in: "log")
        #expect(log.first == 1 && log.last == 3 && log.count { $0 == 1 } == 1)
      }
    }

    @Test func theHistoryHasTheStatusThatASignalLeads() async throws {
      try await with { trial in
        let process = try trial.start(["submit", "--wait", "--shell", "touch here; sleep 300"])
        try await trial.submission.waitForFile("here")
        try process.signal(SIGINT)
        #expect(try await process.waitForExit() == .exited(code: 130))
        #expect(try await trial.croft(["wait", "1"]).exit == .exited(code: 130))
        #expect(try trial.record(1).exitStatus == 130)
      }
    }

    @Test func aJobThatWaitsForAnotherOneCanBeCancelled() async throws {
      try await with { trial in
        let first = ["submit", "--name", "first", "--shell", "touch here; while [ ! -e go ]; do sleep 0.01; done"]
        #expect(try await trial.croft(first).succeeded)
        try await trial.submission.waitForFile("here")
        let second = try trial.start(["submit", "--wait", "--name", "second", "--after", "first", "--", "touch", "ran"])
        // It has its farm by then.
        let links = "\(trial.submission.directory)/state/croft/jobs/by-number"
        #expect(
          try await Waiting.forNames(in: links, timeoutSeconds: 30) { $0.contains { $0.hasSuffix("-2") } })
        #expect(try await trial.croft(["cancel", "second"]).succeeded)
        #expect(try await second.waitForExit(timeoutSeconds: 20) == .exited(code: 143))
        try trial.make("go")
        #expect(try await trial.croft(["wait", "first"]).succeeded)
        #expect(try FileSystem.status("\(trial.submission.directory)/ran") == nil)
      }
    }

    @Test func anOrderedRetryPrintsAtOnceWhatIsNotBehindOthers() async throws {
      try await with { trial in
        let script = """
          [ {} = 1 ] || [ -e mended ] || exit 1
          echo {}
          while [ {} = 3 ] && [ -e mended ] && [ ! -e go ]; do sleep 0.01; done
          """
        let submit = ["submit", "--wait", "--name", "some", "--retries", "0", "--shell", script, ":::", "1", "2", "3"]
        #expect(try await trial.croft(submit).exit == .exited(code: 1))
        try trial.make("mended")
        let retry = try trial.start(["retry", "some", "--wait", "--ordered"])
        // The third waits for our leave.
        try await retry.waitForOutput(containing: "2\n")
        try trial.make("go")
        let result = try await retry.result()
        #expect(result.succeeded, "\(result.standardError)")
        #expect(result.standardOutput == "2\n3\n")
      }
    }

    /// Whoever is told of an error submits the job once more.
    @Test func aJobThatWasAcceptedIsNamedWhateverComesAfter() async throws {
      try await with { trial in
        let jobs = "\(trial.submission.directory)/state/croft/jobs"
        try FileSystem.createDirectory(jobs, mode: 0o700, parents: true)
        try TestFile.write("", to: "\(jobs)/by-number")
        let result = try await trial.croft(["submit", "--", "true"])
        #expect(result.exit == .exited(code: 0))
        #expect(result.standardOutput == "1\n")
        #expect(result.standardError.contains("job 1 can't be retried by its number"), "\(result.standardError)")
      }
    }
  }
}
