import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Executors that are granted but can't be started.
  @Suite struct FailedStartTests {
    /// A working directory that the driver has and the manager has not, as on a mount of the driver's own.
    private static let inAPrivateDirectory = """
      mount -t tmpfs tmpfs "$1" && mkdir "$1/in" && cd "$1/in" && exec "$0" sum --master "$2" --executors 2
      """

    /// Not even root may in a directory that chroot(2) made the root.
    private static func canHavePrivateMounts() async throws -> Bool {
      try await ChildProcess.run("/usr/bin/unshare", ["--mount", "/bin/true"]).exit == .exited(code: 0)
    }

    @Test(.enabled("needs root, and mounts of its own", { try await canHavePrivateMounts() }))
    func theDriverIsToldWhyAndGivesUp() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        try await TemporaryDirectory.with { directory in
          let program = ProgramFinder.path(of: "trialjobs")
          let result = try await ChildProcess.run(
            "/usr/bin/unshare",
            ["--mount", "/bin/sh", "-c", Self.inAPrivateDirectory, program, directory, manager.masterURL],
            timeoutSeconds: 30)
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardError.contains("changing to the working directory \(directory)/in"))
          #expect(result.standardError.contains("executors in a row ended before they finished a task"))
        }
      }
    }

    @Test func aSubmissionWhoseDirectoryGoesWhileItWaitsFailsWithTheReason() async throws {
      try await PrivateManager.with(cores: 1) { manager in
        try await GatedJob.with(on: manager, executors: 1) { job in
          try await LocalSubmission.with { submission in
            let work = "\(submission.directory)/work"
            try FileSystem.createDirectory(work, mode: 0o700)
            let waiting = try submission.start(
              ["env", "--chdir=\(work)", ProgramFinder.path(of: "croft"), "submit", "--master", manager.masterURL]
                + ["--wait", "--", "true", ":::", "a", "b", "c"])
            defer { try? waiting.signal(SIGKILL) }
            try await manager.process.waitForOutput(containing: "application 2 asked for")
            try FileSystem.removeTree(work)
            _ = try await job.finish()
            let result = try await waiting.result(timeoutSeconds: 30)
            #expect(result.exit == .exited(code: 1))
            #expect(result.standardError.contains("changing to the working directory \(work)"))
            #expect(result.standardError.contains("executors in a row ended before they finished a task"))
          }
        }
      }
    }
  }
}
