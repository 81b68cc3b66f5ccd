import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// What `croft` prints and nobody can have.
  @Suite struct LostOutputTests {
    private func shell(_ script: String, _ environment: [String: String?] = [:]) async throws -> ProgramResult {
      try await ChildProcess.run(
        "/bin/bash", ["-c", script, ProgramFinder.path(of: "croft")], environment: environment)
    }

    @Test(
      arguments: [
        ("--help", 1), ("status --help", 1), ("submit --master local --json -- true", 2), ("check \"$job\"", 1),
      ] as [(String, CInt)])
    func itIsNoSuccess(words: String, status: CInt) async throws {
      try await TemporaryDirectory.with { directory in
        try TestFile.write("[step.a]\ncommand = 'true'\n", to: "\(directory)/job.toml")
        let result = try await shell(
          "exec \"$0\" \(words) > /dev/full", ["job": "\(directory)/job.toml", "XDG_STATE_HOME": directory])
        #expect(result.exit == .exited(code: status))
        #expect(result.standardError.contains("the output could not be written: "))
        #expect(result.standardError.contains("No space left on device"))
      }
    }

    @Test func aFailureKeepsItsStatus() async throws {
      let result = try await shell("exec \"$0\" check /nowhere.toml --json > /dev/full")
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("/nowhere.toml"))
    }

    @Test func aReaderThatLeavesIsToldNothing() async throws {
      let result = try await shell("\"$0\" submit --help | true; echo ${PIPESTATUS[0]}")
      #expect(result.standardOutput == "141\n" || result.standardOutput == "0\n")
      #expect(result.standardError == "")
    }

    @Test func theNumberOfAJobThatWasHandedOverIsNotLost() async throws {
      try await TemporaryDirectory.with { directory in
        try await PrivateManager.with(cores: 1, memoryBytes: 1 << 30) { manager in
          let environment: [String: String?] = ["CROFT_MASTER": manager.masterURL, "XDG_STATE_HOME": directory]
          let submitted = try await shell("exec \"$0\" submit -- true > /dev/full", environment)
          #expect(submitted.exit == .exited(code: 2))
          #expect(submitted.standardError.hasPrefix("croft: job 1 was handed to the manager"))
          #expect(submitted.standardError.split(separator: "\n").count == 1)
          let listed = try await shell("exec \"$0\" list --json > /dev/full", environment)
          #expect(listed.exit == .exited(code: 1))
          // As soon as it watches, there is something to tell.
          let watched = try await shell(
            """
            "$0" events > /dev/full & watcher=$!
            while kill -0 $watcher 2> /dev/null; do "$0" submit -- true > /dev/null; done
            wait $watcher
            """, environment)
          #expect(watched.exit == .exited(code: 1))
          #expect(watched.standardError.contains("No space left on device"))
          #expect(listed.standardError.contains("the output could not be written: "))
        }
      }
    }
  }
}
