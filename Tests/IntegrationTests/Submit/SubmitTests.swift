import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// `croft submit` with the real programs, without a manager.
  @Suite struct SubmitTests {
    /// Runs `body` with a function that runs `croft submit` in a directory of its own, and the directory.
    private func withLocal(
      _ body: (_ submit: ([String]) async throws -> ProgramResult, _ directory: String) async throws -> Void
    ) async throws {
      try await TemporaryDirectory.with { directory in
        try await body(
          { arguments in
            try await ChildProcess.run(
              ProgramFinder.path(of: "croft"), ["submit", "--master", "local[2]"] + arguments,
              environment: ["XDG_STATE_HOME": "\(directory)/state"], directory: directory)
          }, directory)
      }
    }

    @Test func printsWhatTasksPrintInTheOrderOfTheirInputs() async throws {
      try await withLocal { submit, _ in
        let result = try await submit(["--ordered", "--", "echo", "{#} {}", ":::", "a", "b c", "$HOME", "'"])
        #expect(result.standardOutput == "1 a\n2 b c\n3 $HOME\n4 '\n")
        #expect(result.standardError == "")
        #expect(result.succeeded)
      }
    }

    @Test func aTaskThatFailsIsNamedAndTheOthersGoOn() async throws {
      try await withLocal { submit, _ in
        let result = try await submit(
          ["--retries", "1", "--backoff", "1ms", "--shell", "echo {}; exit {}", ":::", "0", "3", "0"])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardOutput.split(separator: "\n").sorted() == ["0", "0", "3"])
        #expect(result.standardError.contains("task 2 ('3') failed"))
        #expect(result.standardError.contains("exited with status 3, after 2 attempts"))
        #expect(result.standardError.contains("3 tasks: 2 succeeded, 1 failed"))
      }
    }

    @Test func failuresAreRetriedAndThenForgotten() async throws {
      try await withLocal { submit, _ in
        let result = try await submit(
          ["--backoff", "1ms", "--shell", "echo $CROFT_ATTEMPT >> tries; test $CROFT_ATTEMPT = 3"])
        #expect(result.succeeded)
        #expect(result.standardError == "")
      }
    }

    @Test func theFirstFailureEndsTheJobIfItIsToo() async throws {
      try await withLocal { submit, directory in
        let result = try await submit(
          ["--retries", "0", "--max-failures", "0", "--max-running", "1", "--shell", "echo {} >> ran; exit {}", ":::"]
            + ["1", "0", "0", "0", "0"])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("--max-failures 0"))
        #expect(try TestFile.read("\(directory)/ran").split(separator: "\n").count < 5)
      }
    }

    @Test(
      arguments: [
        (["no-such-program"], 2, "there is no program"), (["/etc"], 2, "is a directory"),
        (["/etc/passwd"], 2, "isn't executable"), (["--over", "missing", "--", "true"], 2, "missing"),
        (["--memroy", "2G", "--", "true"], 64, "--memory"), (["--detach", "--", "true"], 64, "--detach"),
        (["--cores", "99", "--", "true"], 2, "--cores"), (["--", "echo", "{2}", ":::", "a"], 2, "{2}"),
        (["--after", "3", "--", "true"], 64, "--after"),
        (["--memory", "9223372036854774784", "--", "true"], 64, "--memory"),
        (["--output", "o.txt", "--", "echo", ":::", "a", "b"], 2, "put {#} in its name"),
        (["--error", "o.txt", "--array", "1-3", "--", "echo"], 2, "each of 3 tasks"),
        (["--chdir", "nowhere", "--", "true"], 2, "there is no directory 'nowhere'"),
        (["--", "echo", "hi", "::::"], 64, "::::"),
      ] as [([String], CInt, String)])
    func whatCannotRunIsRefusedAtOnce(arguments: [String], status: CInt, reason: String) async throws {
      try await withLocal { submit, _ in
        let result = try await submit(arguments)
        #expect(result.exit == .exited(code: status))
        #expect(result.standardError.contains(reason))
        #expect(result.standardOutput == "")
      }
    }

    @Test func aDeviceTakesWhatAllPrint() async throws {
      try await withLocal { submit, _ in
        let result = try await submit(["--output", "/dev/null", "--", "echo", ":::", "a", "b"])
        #expect(result.succeeded)
        #expect(result.standardOutput == "")
      }
    }

    @Test func quietlyNothingIsSaidButWhatTasksPrint() async throws {
      try await withLocal { submit, _ in
        let failed = try await submit(["--quiet", "--retries", "0", "--shell", "echo x; exit 1"])
        #expect(failed.exit == .exited(code: 1))
        #expect(failed.standardOutput == "x\n")
        #expect(failed.standardError == "")
        let limited = try await submit(["--quiet", "--memory", "64M", "--", "echo", "x"])
        #expect(limited.standardError == "")
        // But why it could not be run is no sentence about its tasks.
        let refused = try await submit(["--quiet", "--", "no-such-program"])
        #expect(refused.exit == .exited(code: 2))
        #expect(refused.standardError.contains("there is no program"))
      }
    }

    @Test func noInputsAreNoTasks() async throws {
      try await withLocal { submit, directory in
        try TestFile.write("", to: "\(directory)/empty")
        let result = try await submit(["--over", "empty", "--json", "--", "false"])
        #expect(result.succeeded)
        #expect(result.standardOutput.contains("\"total\": 0"))
      }
    }

    @Test func namesOfAnyBytesSurvive() async throws {
      try await withLocal { submit, directory in
        let names: [[UInt8]] = [
          Array("-dash".utf8), Array("a b".utf8), Array("it's \"x\"".utf8), Array("new\nline".utf8),
          [0x66, 0xFF, 0xFE],
        ]
        for name in names {
          let path = Array("\(directory)/in-".utf8) + name + [0]
          let file = path.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { creat($0.baseAddress!, 0o644) }
          }
          #expect(file >= 0)
          close(file)
        }
        let result = try await submit(["--over", "in-*", "--output", "{}.out", "--", "printf", "%s", "{}"])
        #expect(result.succeeded)
        let count = try await ChildProcess.run(
          "/bin/sh",
          ["-c", #"n=0; for f in in-*.out; do [ "$(cat "$f"; echo x)" = "${f%.out}x" ] && n=$((n+1)); done; echo $n"#],
          directory: directory)
        #expect(count.standardOutput == "5\n")
      }
    }

    @Test func largeOutputIsWhole() async throws {
      try await withLocal { submit, _ in
        let result = try await submit(
          ["--", "sh", "-c", "yes {} | head -c 3000000; echo; echo end >&2", ":::", "a", "b"])
        #expect(result.succeeded)
        let lines = result.standardOutput.split(separator: "\n")
        // Each task's lines stand together.
        #expect(zip(lines, lines.dropFirst()).count { $0 != $1 } == 1)
        #expect(lines.count == 3_000_000)
        #expect(result.standardError == "end\nend\n")
      }
    }

    @Test func aReaderThatLeavesEndsTheJob() async throws {
      try await withLocal { _, directory in
        let croft = ProgramFinder.path(of: "croft")
        let script = """
          "\(croft)" submit --master 'local[1]' -- sh -c 'echo x >> ran; yes | head -c 200000' ::: $(seq 200) |
          head -c 1
          echo ${PIPESTATUS[0]}
          """
        let result = try await ChildProcess.run("/bin/bash", ["-c", script], directory: directory)
        #expect(result.standardOutput == "y141\n")
        #expect(result.standardError == "")
        #expect(try TestFile.read("\(directory)/ran").split(separator: "\n").count < 200)
      }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(CInt, CInt)])
    func aSignalCancelsTheJobAndItsCommands(signal: CInt, status: CInt) async throws {
      try await TemporaryDirectory.with { directory in
        let process = try ChildProcess.start(
          ProgramFinder.path(of: "croft"),
          [
            "submit", "--master", "local[1]", "--", "sh", "-c",
            "trap 'echo ended > mark; exit 1' TERM; echo > here; "
              + "while :; do sleep 0.01; done",
          ],
          directory: directory)
        #expect(try await Waiting.forNames(in: directory, timeoutSeconds: 30) { $0.contains("here") })
        try process.signal(signal)
        let result = try await process.result()
        #expect(result.exit == .exited(code: status))
        #expect(result.standardError.contains("cancelling; once more to leave at once"))
        #expect(try TestFile.read("\(directory)/mark") == "ended\n")
      }
    }

    @Test func theSecondSignalLeavesAtOnce() async throws {
      try await TemporaryDirectory.with { directory in
        let process = try ChildProcess.start(
          ProgramFinder.path(of: "croft"),
          [
            "submit", "--master", "local[1]", "--kill-after", "1min", "--", "sh", "-c",
            "trap '' TERM; echo > here; while :; do sleep 0.01; done",
          ],
          directory: directory)
        #expect(try await Waiting.forNames(in: directory, timeoutSeconds: 30) { $0.contains("here") })
        try process.signal(SIGINT)
        try await process.waitForOutput(containing: "cancelling")
        try process.signal(SIGINT)
        #expect(try await process.waitForExit(timeoutSeconds: 10) == .exited(code: 130))
      }
    }
  }
}
