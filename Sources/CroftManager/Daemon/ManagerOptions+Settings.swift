import CroftLinux
import CroftProtocol
package import CroftSystemd
import Glibc

extension ManagerOptions {
  /// Options and defaults together. Reads the machine's size where it isn't given.
  package func settings(logDestination: LogDestination) throws -> ManagerSettings {
    let defaults = ManagerPaths.standard(userID: geteuid(), environment: Environment.dictionary)
    let stateDirectory = try state.map(absolutePath) ?? defaults.state
    return ManagerSettings(
      socket: try socket.map(absolutePath) ?? defaults.socket,
      state: stateDirectory,
      scratch: try scratch.map(absolutePath) ?? stateDirectory + "/scratch",
      pool: try pool.map(absolutePath),
      capacity: try capacity(),
      logDestination: logDestination,
      isSystem: geteuid() == 0,
      nowMilliseconds: { UnixTime.nowMilliseconds })
  }

  private func capacity() throws(SystemError) -> Resources {
    // The override replaces the machine's figure, also upwards: cores are shared by weight, and a test may want more.
    if let cores, let memory { return Resources(cores: cores, memoryBytes: memory.bytes) }
    let own = try MachineCapacity.detect()
    let pools = try pool.map { path throws(SystemError) in
      try MachineCapacity.detect(cgroup: Cgroup(path: try absolutePath(path)))
    }
    return Resources(
      cores: cores ?? min(own.cores, pools?.cores ?? own.cores),
      memoryBytes: memory?.bytes ?? min(own.memoryBytes, pools?.memoryBytes ?? own.memoryBytes))
  }
}
