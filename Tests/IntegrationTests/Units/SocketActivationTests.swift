import CroftDriver
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// The service manager listens in croftd's place.
  @Suite struct SocketActivationTests {
    static let activator = "/usr/bin/systemd-socket-activate"

    @Test(
      .enabled(if: access(activator, X_OK) == 0, "there is no systemd-socket-activate: install the package systemd"))
    func theFirstClientStartsTheManagerAndTheSocketOutlivesIt() async throws {
      try await TemporaryDirectory.with { directory in
        let path = "\(directory)/control"
        let activator = try ChildProcess.start(
          Self.activator,
          ["--listen", path, ProgramFinder.path(of: "croftd"), "--state", "\(directory)/state", "--cores", "2"]
            + ["--config", "\(directory)/croftd.conf"],
          environment: ["NOTIFY_SOCKET": nil])
        try TestFile.write("", to: "\(directory)/croftd.conf")
        try await activator.waitForOutput(containing: "Listening on")
        // It waits at the socket until there is a manager.
        let status = try ManagerClient(socketPath: path).call(GetStatus())
        #expect(status.socket == path)
        #expect(status.processID == Int(activator.processID))
        let sums = try await Trial.run(["sum"], on: "unix:\(path)")
        #expect(sums.standardOutput == expectedSums())
        try activator.signal(SIGTERM)
        #expect(try await activator.waitForExit(timeoutSeconds: 10) == .exited(code: 0))
        #expect(try FileSystem.status(path)?.kind == .socket)
      }
    }

    @Test func whatIsNoListeningSocketIsRefused() async throws {
      try await TemporaryDirectory.with { directory in
        // A test's child has /dev/null in the place of the first socket that is handed over.
        let result = try await ChildProcess.run(
          "/bin/sh",
          ["-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" --state \"$1\"", ProgramFinder.path(of: "croftd"), directory])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("it is no listening stream socket of the Unix domain"))
        #expect(result.standardError.contains("mend the socket unit"))
      }
    }
  }
}
