import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Jobs of several steps, from their files.
  @Suite struct JobFileTests {
    @Test(arguments: [
      ("\"stop\"", 1, ["a", "b made-1", "b made-2"]), ("\"skip\"", 1, ["a", "b made-1", "b made-2", "d", "tidy"]),
      ("\"go-on\"", 0, ["a", "b made-1", "b made-2", "c", "d", "e", "tidy"]),
      ("{ run = \"tidy\" }", 1, ["a", "b made-1", "b made-2", "tidy"]),
    ])
    func aFailureHasTheEffectThatItsStepSays(rule: String, status: Int, expected: [String]) async throws {
      try await JobFileTrial.with(JobFileTrial.graph(onFailure: rule)) { trial in
        let result = try await trial.croft(["submit", "--wait", "job.toml"], master: "local[2]")
        #expect(result.exit == .exited(code: CInt(status)), "\(result.standardError)")
        // Whether a step that runs beside the one that fails has started by then isn't said.
        let free = rule.contains("stop") || rule.contains("run") ? ["d", "tidy"] : []
        let needed = expected.filter { !free.contains($0) || rule.contains($0) }
        let log = try trial.log()
        #expect(log.filter { needed.contains($0) } == needed)
        #expect(Set(log).isSubset(of: needed + free))
        #expect(result.standardError.contains("task 2"))
      }
    }

    @Test func retryRunsOnlyWhatDidNotSucceed() async throws {
      try await JobFileTrial.with(JobFileTrial.graph(onFailure: "\"skip\"")) { trial in
        try await PrivateManager.with(cores: 2) { manager in
          let first = try await trial.croft(["submit", "--wait", "job.toml"], master: manager.masterURL)
          #expect(first.exit == .exited(code: 1), "\(first.standardError)")
          let before = try trial.log()
          #expect(before == ["a", "b made-1", "b made-2", "d", "tidy"])
          try trial.write("mended")
          // It was there when the step first started.
          try trial.write("made-3")
          let retry = try await trial.croft(["retry", "graph", "--wait"], master: manager.masterURL)
          #expect(retry.exit == .exited(code: 0), "\(retry.standardError)")
          #expect(try trial.log() == (before + ["b made-2", "c", "e"]).sorted())
          let again = try await trial.croft(["retry", "graph"], master: manager.masterURL)
          #expect(again.exit == .exited(code: 2))
          #expect(again.standardError.contains("has succeeded, and nothing of it is to be run again"))
        }
      }
    }

    @Test func aKilledDriverGoesOnWhereItWas() async throws {
      let file = """
        [step.first]
        command = "echo first {} >> log"
        inputs = ["1", "2", "3"]
        [step.second]
        command = "echo second >> log; touch waiting; while test ! -e go; do sleep 0.02; done"
        after = "first"
        [step.third]
        command = "echo third >> log; touch done"
        after = "second"
        """
      try await JobFileTrial.with(file) { trial in
        try await PrivateManager.with(cores: 2) { manager in
          let submitted = try await trial.croft(["submit", "job.toml"], master: manager.masterURL)
          #expect(submitted.standardOutput == "1\n", "\(submitted.standardError)")
          try await trial.wait(for: "waiting")
          let driver = try #require(try manager.client().call(ListApplications()).applications.first)
          try FileSystem.removeFile("\(trial.directory)/waiting")
          kill(pid_t(driver.processID), SIGKILL)
          try await trial.wait(for: "waiting")
          try trial.write("go")
          try await trial.wait(for: "done")
          #expect(try trial.log() == ["first 1", "first 2", "first 3", "second", "second", "third"])
        }
      }
    }

    @Test(arguments: [["job.toml", "echo"], ["job.toml", "--", "echo", "x"], ["job.toml", "--quiet", "echo"]])
    func aWordBehindTheFileIsNoProgram(words: [String]) async throws {
      try await JobFileTrial.with("[step.a]\ncommand = 'echo step'\n") { trial in
        let result = try await trial.croft(["submit"] + words, master: "local")
        #expect(result.exit == .exited(code: 64))
        #expect(result.standardOutput == "")
        #expect(result.standardError.contains("can't stand behind the job file job.toml"))
      }
    }

    @Test func whatAStepNeedsIsLookedAtWhenItIsSubmitted() async throws {
      let files = [
        ("command = 'x'\nchdir = 'nowhere'", "the step a: there is no directory 'nowhere'"),
        ("command = 'x'\ninputs = 'list'\noutput = 'o'", "the step a: --output: each of 2 tasks"),
      ]
      for (keys, complaint) in files {
        try await JobFileTrial.with("[step.a]\n\(keys)\n") { trial in
          try TestFile.write("1\n2\n", to: "\(trial.directory)/list")
          let result = try await trial.croft(["submit", "job.toml"], master: "local")
          #expect(result.exit == .exited(code: 2))
          #expect(result.standardError.contains(complaint))
        }
      }
    }

    @Test func anOutputFileOfInputsThatAStepMakesIsLookedAtWhenItBegins() async throws {
      let file = """
        [step.a]
        command = "seq 2 > list; mkdir later"
        [step.b]
        command = "echo {}"
        inputs = "list"
        after = "a"
        chdir = "later"
        output = "o"
        """
      try await JobFileTrial.with(file) { trial in
        let result = try await trial.croft(["submit", "job.toml"], master: "local")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("the step b has failed: --output: each of 2 tasks"))
      }
    }

    @Test(arguments: Place.allCases)
    func aProgramRunsAsAnApplicationOfItsOwn(place: Place) async throws {
      let file = """
        [step.words]
        program = "\(ProgramFinder.path(of: "wordcount"))"
        arguments = ["input", "--executors", "1"]
        memory = "64M"
        cores = 1
        output = "words"
        [step.after]
        command = "cp words copy"
        after = "words"
        """
      try await JobFileTrial.with(file) { trial in
        try TestFile.write("a b a\n", to: "\(trial.directory)/input")
        try await place.withMaster { master in
          let result = try await trial.croft(["submit", "--wait", "job.toml"], master: master)
          #expect(result.exit == .exited(code: 0), "\(result.standardError)")
          #expect(try TestFile.read("\(trial.directory)/copy").contains("2 a"))
        }
      }
    }

    @Test(arguments: [
      ("[step.a]\ncommand = 'true'\ncoers = 2", "job.toml:3:1: [step.a] has no key 'coers'; did you mean 'cores'?"),
      ("[step.a]\ncommand = ['no-such-program']", "job.toml:2:11: there is no program 'no-such-program'"),
      ("[step.a]\ncommand = 'true'\nafter = 'a'", "job.toml:3:9: the step a waits for itself"),
      ("[step.a]\ncommand = 'true'\nafter = 'b'", "job.toml:3:9: 'after' names the step 'b', which isn't there"),
      ("[step.a]\ncommand = '${x}'", "job.toml:2:11: there is no parameter 'x'"), ("[step.a", "job.toml:1:8:"),
      ("[step.a]\ncommand = 'true'\nmemory = 'much'", "job.toml:3:10: 'memory' can't be 'much'"), ("", "no steps"),
    ])
    func aMistakeIsToldWithItsPlaceAndNothingRuns(file: String, problem: String) async throws {
      try await JobFileTrial.with(file) { trial in
        let checked = try await trial.croft(["check", "job.toml"], master: "unix:/nowhere")
        #expect(checked.exit == .exited(code: 1))
        #expect(checked.standardError.contains(problem), "\(checked.standardError)")
        #expect(checked.standardOutput.isEmpty)
        let submitted = try await trial.croft(["submit", "--wait", "job.toml"], master: "local[2]")
        #expect(submitted.exit == .exited(code: 2))
        #expect(submitted.standardError.contains(problem), "\(submitted.standardError)")
      }
    }

    @Test func theStepsOfAFileAreShown() async throws {
      try await JobFileTrial.with(JobFileTrial.graph(onFailure: "{ run = \"tidy\" }")) { trial in
        let listing = try await trial.croft(["check", "job.toml"], master: "unix:/nowhere")
        #expect(listing.exit == .exited(code: 0))
        #expect(listing.standardOutput.contains("└─ e: echo e >> log (after c, d)"), "\(listing.standardOutput)")
        let graph = try await trial.croft(["check", "job.toml", "--graph"], master: "unix:/nowhere")
        #expect(graph.standardOutput.contains("\"a\" -> \"b\";"))
      }
    }

    @Test func parametersAreSet() async throws {
      let file = "[parameters]\nday = 'monday'\n[step.a]\ncommand = 'echo ${day} >> log'\n"
      try await JobFileTrial.with(file) { trial in
        let set = try await trial.croft(["submit", "--wait", "job.toml", "--set", "day=friday"], master: "local[1]")
        #expect(set.exit == .exited(code: 0), "\(set.standardError)")
        #expect(try trial.log() == ["friday"])
        let wrong = try await trial.croft(["check", "job.toml", "--set", "dya=friday"], master: "local[1]")
        #expect(wrong.standardError.contains("there is no parameter 'dya' to set; did you mean 'day'?"))
      }
    }
  }
}
