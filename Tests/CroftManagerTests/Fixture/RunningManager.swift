import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging
import Testing

@testable import CroftManager

/// A whole manager on a thread of the test's process, in a directory of its own.
struct RunningManager {
  let directory: String
  let settings: ManagerSettings
  private let waker: Waker
  private let thread: NamedThread

  var socket: String { directory + "/socket" }
  var scratch: String { directory + "/scratch" }

  /// Runs a manager of that size around the body, and stops it.
  static func with(
    cores: Int = 4, memoryBytes: Int = 8 << 30, configuration: ManagerConfiguration = .forTests,
    measure: (@Sendable () throws(SystemError) -> Resources)? = nil, _ body: (RunningManager) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      // Other users' executors have to get into their scratch directories.
      chmod(directory, 0o755)
      let manager = try RunningManager(
        directory: directory, Resources(cores: cores, memoryBytes: memoryBytes), configuration,
        measure: measure)
      defer { manager.stop() }
      try body(manager)
    }
  }

  /// Runs one in a directory where another may have been.
  init(
    directory: String, _ whole: Resources, _ configuration: ManagerConfiguration = .forTests,
    measure: (@Sendable () throws(SystemError) -> Resources)? = nil
  ) throws {
    self.directory = directory
    var changed = ManagerSettings.forTests(in: directory, whole: whole)
    changed.measure = measure
    let settings = changed
    self.settings = settings
    let wakers = BlockingQueue<Waker>()
    ProcessSignals.ignore(SIGPIPE)
    thread = try NamedThread.start(name: "manager") {
      do {
        let loaded = LoadedConfiguration(configuration: configuration, problems: [], files: [], settings: [])
        let daemon = try Daemon(settings, loaded, log: .silent)
        wakers.push(daemon.waker)
        daemon.run()
      } catch {
        Issue.record(error)
      }
      wakers.close()
    }
    waker = try #require(wakers.pop())
  }

  /// Stops the manager and waits for its end. May be called twice.
  func stop() {
    waker.wake()
    thread.join()
  }

  /// Has it stopped over its socket, and waits for its end.
  func stop(_ mode: StopMode) throws {
    _ = try TestClient(self).call(Stop(mode: mode))
    thread.join()
  }

  /// Waits for its end.
  func waitForEnd() { thread.join() }

  /// Ends it with its executors kept, as a restart does, and starts the next one in its place.
  func restarted(
    _ whole: Resources = Resources(cores: 4, memoryBytes: 8 << 30), _ configuration: ManagerConfiguration = .forTests,
    meanwhile: () throws -> Void = {}
  ) throws -> RunningManager {
    try stop(.keep)
    try meanwhile()
    return try RunningManager(directory: directory, whole, configuration)
  }

  /// Writes the file that the manager reads when it reloads.
  func configure(_ text: String) throws {
    let path = "\(directory)/croftd.conf"
    try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644).writeAll(
      "[Manager]\nAllowRoot=yes\n" + text)
  }

  /// Asks the database, which no manager may use meanwhile.
  func changeStore(_ body: (Store) throws -> Void) throws { try body(Store.quiet(in: "\(directory)/state")) }

  /// Asks it to stop, without waiting.
  func beginStop() { waker.wake() }
}

extension ManagerSettings {
  /// Everything below one directory, at a time that stands still.
  static func forTests(in directory: String, whole: Resources) -> ManagerSettings {
    ManagerSettings(
      socket: directory + "/socket", state: directory + "/state", scratch: directory + "/scratch", pool: nil,
      whole: whole, configurationFiles: .explicit(directory + "/croftd.conf", runtimeDirectory: directory),
      overrides: [], logDestination: .standardError, isSystem: geteuid() == 0, nowMilliseconds: { 1 })
  }
}

extension ManagerConfiguration {
  /// The tests themselves may run as root.
  static var forTests: ManagerConfiguration {
    var configuration = ManagerConfiguration()
    configuration.manager.allowRoot = true
    return configuration
  }
}
