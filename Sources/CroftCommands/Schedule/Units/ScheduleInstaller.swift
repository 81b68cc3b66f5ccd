import CroftLinux
import Glibc

/// Puts the units of a schedule where systemd finds them, and takes them away again.
struct ScheduleInstaller {
  /// Units are for everyone to read, as systemd's own are.
  private static let unitMode: mode_t = 0o644
  private static let directoryMode: mode_t = 0o755

  let scope: ScheduleScope
  let name: ScheduleName
  let manager: SystemManager

  init(scope: ScheduleScope, name: ScheduleName) {
    self.scope = scope
    self.name = name
    manager = SystemManager(kind: scope.kind)
  }

  var timerPath: String { "\(scope.unitDirectory)/\(name.timer)" }
  var servicePath: String { "\(scope.unitDirectory)/\(name.service)" }

  /// Whether the timer isn't started with the machine, as `systemctl enable` notes it.
  var isPaused: Bool {
    let link = "\(scope.unitDirectory)/timers.target.wants/\(name.timer)"
    return (try? FileSystem.status(link, followingLinks: false)) == nil
  }

  /// Writes the units and starts the timer. What was written is taken back when something fails.
  func install(_ units: ScheduleUnits) throws {
    do {
      try FileSystem.createDirectory(scope.unitDirectory, mode: Self.directoryMode, parents: true)
      try DurableFile.replace(servicePath, with: units.service, mode: Self.unitMode)
      try DurableFile.replace(timerPath, with: units.timer, mode: Self.unitMode)
      try manager.reload()
      try manager.enable(name.timer)
    } catch {
      _ = try? manager.disable(name.timer)
      try? removeUnits()
      throw error
    }
  }

  /// Stops the timer and what it runs, and removes both units.
  func remove() throws {
    if try FileSystem.status(timerPath) != nil { try manager.disable(name.timer) }
    if try FileSystem.status(servicePath) != nil { try manager.stop(name.service) }
    try manager.forget(name)
    try removeUnits()
  }

  private func removeUnits() throws {
    for path in [timerPath, servicePath] where try FileSystem.status(path, followingLinks: false) != nil {
      try FileSystem.removeFile(path)
    }
    try manager.reload()
  }
}
