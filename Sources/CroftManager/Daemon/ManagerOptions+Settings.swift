import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
import Logging

extension ManagerOptions {
  /// Options and defaults together. Reads the machine's size.
  package func settings() throws -> ManagerSettings {
    let environment = Environment.dictionary
    let defaults = system ? .system : ManagerPaths.standard(userID: geteuid(), environment: environment)
    let stateDirectory = try state.map(absolutePath) ?? defaults.state
    var settings = ManagerSettings(
      socket: try socket.map(absolutePath) ?? defaults.socket,
      state: stateDirectory,
      scratch: try scratch.map(absolutePath) ?? stateDirectory + "/scratch",
      pool: try pool.map(absolutePath),
      whole: try whole(),
      configurationFiles: .standard(isSystem: system, environment: environment, runtimeDirectory: ""),
      overrides: overrides,
      logDestination: .detect(),
      isSystem: system,
      nowMilliseconds: { UnixTime.nowMilliseconds })
    settings.configurationFiles =
      try config.map { .explicit(try absolutePath($0), runtimeDirectory: settings.socketDirectory) }
      ?? .standard(isSystem: system, environment: environment, runtimeDirectory: settings.socketDirectory)
    return settings
  }

  private var overrides: [Scale.Assignment] {
    let values = [
      ("Cores", cores.map { String($0) }), ("Memory", memory.map { String($0.bytes) }),
      ("LogLevel", logLevel.map { $0.rawValue }),
    ]
    return values.compactMap { key, value in
      value.map { Scale.Assignment(section: "Manager", key: key, value: $0) }
    }
  }

  private func whole() throws(SystemError) -> Resources {
    let own = try MachineCapacity.detect()
    let pools = try pool.map { path throws(SystemError) in
      try MachineCapacity.detect(cgroup: Cgroup(path: try absolutePath(path)))
    }
    return Resources(
      cores: min(own.cores, pools?.cores ?? own.cores),
      memoryBytes: min(own.memoryBytes, pools?.memoryBytes ?? own.memoryBytes))
  }
}
