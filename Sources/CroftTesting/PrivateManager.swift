package import CroftDriver
import CroftLinux
import Glibc

/// A `croftd` of one test's own, in a temporary directory.
package final class PrivateManager: Sendable {
  package let directory: String
  package let process: ChildProcess

  private init(directory: String, process: ChildProcess) {
    self.directory = directory
    self.process = process
  }

  package var socketPath: String { "\(directory)/manager.socket" }
  package var scratch: String { "\(directory)/scratch" }
  /// What `--master` takes.
  package var masterURL: String { "unix:\(socketPath)" }

  /// Starts a manager, and stops it and removes its files when `body` is done, whatever happens.
  ///
  /// - Parameters:
  ///   - cores: to hand out, also more than there are; those of the machine if nil.
  ///   - memoryBytes: to hand out; that of the machine if nil.
  ///   - arguments: more of them, for `croftd`.
  package static func with<Result>(
    cores: Int? = nil, memoryBytes: Int? = nil, arguments: [String] = [],
    _ body: (PrivateManager) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      var options = ["--socket", "\(directory)/manager.socket", "--state", "\(directory)/state"]
      options += ["--scratch", "\(directory)/scratch"]
      if let cores { options += ["--cores", "\(cores)"] }
      if let memoryBytes { options += ["--memory", "\(memoryBytes)"] }
      // Whoever waits for a service of ours to be ready does not wait for this one.
      let process = try ChildProcess.start(
        ProgramFinder.path(of: "croftd"), options + arguments, environment: ["NOTIFY_SOCKET": nil])
      let manager = PrivateManager(directory: directory, process: process)
      do {
        // It says so after it has begun to listen.
        try await process.waitForOutput(containing: "croftd serves")
        let result = try await body(manager)
        try await manager.stop()
        return result
      } catch {
        try? await manager.stop()
        throw error
      }
    }
  }

  /// A connection to ask it questions.
  package func client() throws -> ManagerClient { try ManagerClient(socketPath: socketPath) }

  /// Asks it to stop, and waits for it. One that a test has stopped before is no error.
  private func stop() async throws {
    // Fails only for one that has ended.
    try? process.signal(SIGTERM)
    do {
      _ = try await process.waitForExit(timeoutSeconds: 10)
    } catch {
      try? process.signal(SIGKILL)
      throw error
    }
  }
}
