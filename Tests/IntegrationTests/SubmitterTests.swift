import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// The system's manager serves everyone, and nobody's executors run as root.
  @Suite struct SubmitterTests {
    private static let nobody = 65534

    @Test(
      .enabled("needs root, setpriv, and programs in a place that everyone may enter") { await canRunAsNobody() })
    func executorsRunAsWhoeverSubmittedThem() async throws {
      try await PrivateManager.with(cores: 2, arguments: ["--system"]) { manager in
        try await TemporaryDirectory.with { directory in
          let gate = try Gate(in: directory)
          for path in [manager.directory, directory] { chmod(path, 0o755) }
          for name in try FileSystem.list(directory) { chmod("\(directory)/\(name)", 0o666) }
          let arguments = ["sum", "--master", manager.masterURL, "--executor-memory", "64M", "--map-gate", directory]
          let driver = try Self.startAsNobody(arguments + ["--executors", "2"])
          defer { try? driver.signal(SIGKILL) }
          for executor in try await gate.waitForTasks(2) {
            #expect(try FileSystem.status("/proc/\(executor)")?.owner == uid_t(Self.nobody))
          }
          #expect(try FileSystem.status("\(manager.scratch)/app-1")?.owner == uid_t(Self.nobody))
          let opened = try gate.open()
          let result = try await driver.result(timeoutSeconds: 30)
          withExtendedLifetime(opened) {}
          #expect(result.standardOutput == expectedSums())
          #expect(result.standardError == "")
        }
      }
    }

    private static func startAsNobody(_ arguments: [String]) throws -> ChildProcess {
      let user = ["--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups"]
      return try ChildProcess.start(
        "/usr/bin/setpriv", user + [ProgramFinder.path(of: "trialjobs")] + arguments, environment: Trial.environment,
        directory: "/")
    }

    private static func canRunAsNobody() async -> Bool {
      guard geteuid() == 0, let help = try? startAsNobody(["--help"]) else { return false }
      return (try? await help.waitForExit()) == .exited(code: 0)
    }
  }
}
