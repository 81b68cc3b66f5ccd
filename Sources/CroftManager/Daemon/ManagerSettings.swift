import CroftLinux
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
  package var capacity: Resources
  package var logDestination: LogDestination
  /// Whether root runs the manager for everyone; else it is a user's own.
  package var isSystem: Bool
  /// Milliseconds since 1970.
  package var nowMilliseconds: @Sendable () -> Int

  package init(
    socket: String, state: String, scratch: String, pool: String?, capacity: Resources,
    logDestination: LogDestination, isSystem: Bool, nowMilliseconds: @escaping @Sendable () -> Int
  ) {
    self.socket = socket
    self.state = state
    self.scratch = scratch
    self.pool = pool
    self.capacity = capacity
    self.logDestination = logDestination
    self.isSystem = isSystem
    self.nowMilliseconds = nowMilliseconds
  }

  /// Users have to reach root's socket and their own scratch directories, and nobody has to reach another user's.
  var directoryMode: mode_t { isSystem ? 0o755 : 0o700 }
  var socketMode: mode_t { isSystem ? 0o666 : 0o600 }

  /// Paths are absolute.
  var socketDirectory: String {
    let parent = socket[..<(socket.lastIndex(of: "/") ?? socket.startIndex)]
    return parent.isEmpty ? "/" : String(parent)
  }
}
