package import CroftLinux
package import CroftProtocol
package import CroftSystemd
import Glibc

/// Everything a manager is told before it starts: options and defaults, resolved.
package struct ManagerSettings: Sendable {
  package var socket: String
  package var state: String
  package var scratch: String
  /// A cgroup that was delegated to the manager.
  package var pool: String?
  /// What the machine, or the pool, has.
  package var whole: Resources
  /// Looks again what it has; nil: that never changes.
  package var measure: (@Sendable () throws(SystemError) -> Resources)?
  package var configurationFiles: ConfigurationFiles
  /// What the command line says in place of the files.
  package var overrides: [Scale.Assignment]
  package var logDestination: LogDestination
  /// What the log's handlers go by.
  let logThreshold = LogThreshold()
  /// Whether it serves all users of the machine; else it is a user's own, also when that is root.
  package var isSystem: Bool
  /// Where executors and drivers are started, when the manager itself is in a sandbox that isn't meant for them.
  package var hostNamespaces: ForeignNamespaces?
  /// Milliseconds since 1970.
  package var nowMilliseconds: @Sendable () -> Int

  package init(
    socket: String, state: String, scratch: String, pool: String?, whole: Resources,
    configurationFiles: ConfigurationFiles, overrides: [Scale.Assignment], logDestination: LogDestination,
    isSystem: Bool, nowMilliseconds: @escaping @Sendable () -> Int
  ) {
    self.socket = socket
    self.state = state
    self.scratch = scratch
    self.pool = pool
    self.whole = whole
    self.configurationFiles = configurationFiles
    self.overrides = overrides
    self.logDestination = logDestination
    self.isSystem = isSystem
    self.nowMilliseconds = nowMilliseconds
  }

  /// Users have to reach the system's socket and their own scratch directories, and nobody has to reach another user's.
  var directoryMode: mode_t { isSystem ? 0o755 : 0o700 }
  var socketMode: mode_t { isSystem ? 0o666 : 0o600 }

  /// Paths are absolute.
  var socketDirectory: String {
    let parent = socket[..<(socket.lastIndex(of: "/") ?? socket.startIndex)]
    return parent.isEmpty ? "/" : String(parent)
  }

  /// Takes up what the machine or the pool has now: an administrator may have changed the pool's limits.
  mutating func measureAgain() throws(SystemError) {
    if let measure { whole = try measure() }
  }

  /// What the files and the command line say now.
  package func loadConfiguration() -> LoadedConfiguration {
    configurationFiles.load(capacity: whole, overrides: overrides)
  }

  /// What is handed out.
  func capacity(as configuration: ManagerConfiguration) -> Resources { configuration.capacity(of: whole) }
}
