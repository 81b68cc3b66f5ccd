import CroftLinux
import CroftProtocol
package import CroftSystemd
import Glibc
import Logging

extension ManagerOptions {
  /// Options and defaults together. Reads the machine's size.
  ///
  /// - Parameter listener: A socket that is there already counts instead of `--socket`.
  package func settings(_ listener: InheritedListener? = nil) throws -> ManagerSettings {
    let environment = Environment.dictionary
    let defaults = system ? .system : ManagerPaths.standard(userID: geteuid(), environment: environment)
    let stateDirectory = try state.map(absolutePath) ?? defaults.state
    let pool = try self.pool.map(poolDirectory)
    var settings = ManagerSettings(
      socket: try listener?.path ?? socket.map(absolutePath) ?? defaults.socket,
      state: stateDirectory,
      scratch: try scratch.map(absolutePath) ?? stateDirectory + "/scratch",
      pool: pool,
      whole: try Self.whole(below: pool),
      configurationFiles: .standard(isSystem: system, environment: environment, runtimeDirectory: ""),
      overrides: overrides,
      logDestination: .detect(),
      isSystem: system,
      nowMilliseconds: { UnixTime.nowMilliseconds })
    if hostNamespaces { settings.hostNamespaces = try namespacesOfHost() }
    settings.measure = { () throws(SystemError) in try Self.whole(below: pool) }
    settings.configurationFiles =
      try config.map { .explicit(try absolutePath($0), runtimeDirectory: settings.socketDirectory) }
      ?? .standard(isSystem: system, environment: environment, runtimeDirectory: settings.socketDirectory)
    return settings
  }

  private func namespacesOfHost() throws(SystemError) -> ForeignNamespaces? {
    do {
      return try ForeignNamespaces.of(process: 1)
    } catch {
      throw SystemError(
        "use --host-namespaces", errno: error.errno,
        subject: "(it takes CAP_SYS_PTRACE, CAP_SYS_ADMIN and CAP_SYS_CHROOT; leave it out where there is no sandbox)")
    }
  }

  /// Cgroups are told apart by their paths, and what is given may be croft-pool's link to one.
  private func poolDirectory(_ path: String) throws(SystemError) -> String {
    do {
      return try FileSystem.resolved(path)
    } catch {
      throw SystemError(
        "use the pool", errno: error.errno,
        subject: "\(path) (--pool names a cgroup delegated to this user: does croft-pool.service run?)")
    }
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

  private static func whole(below pool: String?) throws(SystemError) -> Resources {
    let own = try MachineCapacity.detect()
    let pools = try pool.map { path throws(SystemError) in
      try MachineCapacity.detect(cgroup: Cgroup(path: path))
    }
    return Resources(
      cores: min(own.cores, pools?.cores ?? own.cores),
      memoryBytes: min(own.memoryBytes, pools?.memoryBytes ?? own.memoryBytes))
  }
}
