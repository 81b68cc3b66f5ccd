package import CroftDriver
import CroftLinux
import Glibc
import Synchronization

/// A `croftd` of one test's own, in a temporary directory; one after another, where the test ends it.
package final class PrivateManager: Sendable {
  package let directory: String
  private let arguments: [String]
  private let environment: [String: String?]
  private let current: Mutex<ChildProcess?> = Mutex(nil)

  private init(directory: String, arguments: [String], environment: [String: String?]) {
    self.directory = directory
    self.arguments = arguments
    // Whoever waits for a service of ours to be ready does not wait for this one.
    self.environment = ["NOTIFY_SOCKET": nil].merging(environment) { $1 }
  }

  package var socketPath: String { "\(directory)/manager.socket" }
  package var scratch: String { "\(directory)/scratch" }
  /// The configuration file, which is read instead of the machine's.
  package var configurationFile: String { "\(directory)/croftd.conf" }
  /// What `--master` takes.
  package var masterURL: String { "unix:\(socketPath)" }

  /// The last one that was started.
  package var process: ChildProcess {
    guard let process = current.withLock({ $0 }) else { fatalError("no manager has been started in \(directory)") }
    return process
  }

  /// Starts a manager, and stops it and removes its files when `body` is done, whatever happens.
  ///
  /// - Parameters:
  ///   - cores: to hand out, also more than there are; those of the machine if nil.
  ///   - memoryBytes: to hand out; that of the machine if nil.
  ///   - configuration: of `croftd.conf`.
  ///   - arguments: more of them, for `croftd`.
  ///   - environment: added to ours, as `ChildProcess` takes it.
  package static func with<Result>(
    cores: Int? = nil, memoryBytes: Int? = nil, configuration: String = "", arguments: [String] = [],
    environment: [String: String?] = [:], _ body: (PrivateManager) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      var options = ["--socket", "\(directory)/manager.socket", "--state", "\(directory)/state"]
      options += ["--scratch", "\(directory)/scratch", "--config", "\(directory)/croftd.conf"]
      if let cores { options += ["--cores", "\(cores)"] }
      if let memoryBytes { options += ["--memory", "\(memoryBytes)"] }
      let manager = PrivateManager(
        directory: directory, arguments: options + arguments, environment: environment)
      try manager.configure(configuration)
      do {
        try await manager.start()
        let result = try await body(manager)
        try await manager.stop()
        return result
      } catch {
        try? await manager.stop()
        throw error
      }
    }
  }

  /// Starts a manager where the earlier one has ended, and waits until it serves.
  package func start() async throws {
    let process = try ChildProcess.start(
      ProgramFinder.path(of: "croftd"), arguments, environment: environment)
    current.withLock { $0 = process }
    // It says so after it has begun to listen.
    try await process.waitForOutput(containing: "croftd serves")
  }

  /// Kills it, as if the machine had no memory left, and waits until it is gone.
  package func kill() async throws {
    try process.signal(SIGKILL)
    _ = try await process.waitForExit(timeoutSeconds: 10)
  }

  /// Writes its configuration, which it reads when it is started and when it is told to.
  package func configure(_ text: String) throws { try TestFile.write(text, to: configurationFile) }

  /// A connection to ask it questions.
  package func client() throws -> ManagerClient { try ManagerClient(socketPath: socketPath) }

  /// Has it end everything, and waits for it. One that a test has stopped before is no error.
  private func stop() async throws {
    guard let process = current.withLock({ $0 }) else { return }
    // Unlike SIGTERM, it means the same whatever is configured. It fails only for one that has ended.
    try? process.signal(SIGINT)
    do {
      _ = try await process.waitForExit(timeoutSeconds: 10)
    } catch {
      try? process.signal(SIGKILL)
      throw error
    }
  }
}
