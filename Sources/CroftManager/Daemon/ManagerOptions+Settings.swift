import CroftLinux
import CroftProtocol
package import CroftSystemd
import Glibc

extension ManagerOptions {
  /// Options and defaults together. Reads the machine's size where it isn't given.
  package func settings(logDestination: LogDestination) throws -> ManagerSettings {
    let defaults = ManagerPaths.standard(userID: geteuid(), environment: Self.environment())
    let stateDirectory = try state.map(absolute) ?? defaults.state
    return ManagerSettings(
      socket: try socket.map(absolute) ?? defaults.socket,
      state: stateDirectory,
      scratch: try scratch.map(absolute) ?? stateDirectory + "/scratch",
      pool: try pool.map(absolute),
      capacity: try capacity(),
      logDestination: logDestination,
      isSystem: geteuid() == 0,
      nowMilliseconds: { UnixTime.nowMilliseconds })
  }

  private func capacity() throws(SystemError) -> Resources {
    // The override replaces the machine's figure, also upwards: cores are shared by weight, and a test may want more.
    if let cores, let memory { return Resources(cores: cores, memoryBytes: memory.bytes) }
    let machine = try MachineCapacity.detect()
    return Resources(cores: cores ?? machine.cores, memoryBytes: memory?.bytes ?? machine.memoryBytes)
  }

  private static func environment() -> [String: String] {
    let pairs = Environment.all.compactMap { variable -> (String, String)? in
      guard let equals = variable.firstIndex(of: "=") else { return nil }
      return (String(variable[..<equals]), String(variable[variable.index(after: equals)...]))
    }
    // getenv(3) takes the first of two, and so do we.
    return Dictionary(pairs) { first, _ in first }
  }

  /// Drivers in other directories get these paths, so a relative one is made absolute.
  private func absolute(_ path: String) throws(SystemError) -> String {
    if path.hasPrefix("/") { return path }
    guard let directory = getcwd(nil, 0) else { throw SystemError("getcwd", errno: errno) }
    defer { free(directory) }
    return String(cString: directory) + "/" + path
  }
}

/// The time of day, for people.
enum UnixTime {
  static var nowMilliseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
