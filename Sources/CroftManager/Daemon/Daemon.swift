package import CroftLinux
import CroftProtocol
import CroftSystemd
import Glibc
package import Logging

/// A whole manager on one event loop, from its socket to its end.
package final class Daemon {
  private let settings: ManagerSettings
  private let log: Logger
  private let loop: EventLoop
  private let scratch: Scratch
  private let cgroups: CgroupTree
  private let manager: Manager
  private let server: ControlServer
  private let notifier = ServiceNotifier()

  /// Wakes the daemon from another thread, which stops it.
  package var waker: Waker { loop.waker }

  /// Takes the state directory, cleans up after an earlier manager, and listens.
  package init(_ settings: ManagerSettings, log: Logger? = nil) throws {
    self.settings = settings
    let log = log ?? DaemonProcess.log
    self.log = log
    try TrustedDirectory.prepare(
      settings.socketDirectory, mode: settings.directoryMode, purpose: "socket's", option: "--socket")
    let state = try StateDirectory(settings.state, mode: settings.directoryMode)
    scratch = try Scratch(root: settings.scratch, mode: settings.directoryMode, log: log)
    scratch.removeLeftOver()
    cgroups = try CgroupTree.prepare(pool: settings.pool)
    loop = try EventLoop()
    manager = Manager(
      loop: loop, settings: settings, state: state, scratch: scratch, cgroups: cgroups, log: log)
    server = try ControlServer(
      loop: loop, path: settings.socket, mode: settings.socketMode, service: ControlService(manager: manager),
      log: log)
    manager.onFinished = { [unowned self] in loop.stop() }
    loop.onWake = { [unowned self] in stop() }
  }

  /// Serves until it is stopped, and leaves nothing behind.
  package func run() {
    for limit in cgroups.limits where !limit.enforced {
      log.warning("the limit on \(limit.name) can't be enforced here: \(limit.reason ?? "unknown"), ignoring")
    }
    log.info("croftd serves \(settings.capacity) on \(settings.socket)")
    notifier.ready(status: "Serving \(settings.capacity).")
    loop.run()
    server.closeAll()
    do {
      try cgroups.remove()
    } catch {
      log.warning("the manager's cgroup couldn't be removed: \(error), ignoring")
    }
    // Most are done in milliseconds, and systemd waits for 90 s.
    scratch.waitForRemovals(atMostSeconds: 5)
    log.info("croftd ended")
  }

  /// Stops when one of the signals of the descriptor comes.
  package func stop(on signals: FileDescriptor) throws(SystemError) {
    try loop.watch(signals.rawValue, for: .readable) { [unowned self] _ in
      while ProcessSignals.next(on: signals) != nil { stop() }
    }
  }

  private func stop() {
    log.info("croftd is stopping")
    notifier.stopping(status: "Ending executors.")
    server.stopListening()
    manager.stop()
  }
}
