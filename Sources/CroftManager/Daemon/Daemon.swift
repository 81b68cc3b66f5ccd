package import CroftLinux
import CroftProtocol
package import CroftSystemd
import Glibc
package import Logging

/// A whole manager on one event loop, from its socket to its end.
package final class Daemon {
  private let settings: ManagerSettings
  private let log: Logger
  private let loop: EventLoop
  /// Held for as long as the state is ours.
  private let state: StateDirectory
  private let scratch: Scratch
  private let cgroups: CgroupTree
  private let manager: Manager
  private let server: ControlServer

  /// Wakes the daemon from another thread, which stops it.
  package var waker: Waker { loop.waker }

  /// Takes the state directory, goes on where an earlier manager ended, and listens.
  ///
  /// - Parameter listener: The socket that the service manager listens on for us; nil: the settings' one is made.
  package init(
    _ settings: ManagerSettings, _ loaded: LoadedConfiguration, listener: InheritedListener? = nil,
    log: Logger? = nil
  ) throws {
    self.settings = settings
    let log = log ?? DaemonProcess.log
    self.log = log
    try TrustedDirectory.prepare(
      settings.socketDirectory, mode: settings.directoryMode, purpose: "socket's", option: "--socket")
    state = try StateDirectory(settings.state, mode: settings.directoryMode)
    let (store, notices) = try Store.open(in: settings.state, now: settings.nowMilliseconds())
    for notice in notices {
      if notice.isSetAside { log.entry(.databaseSetAside, "\(notice)") } else { log.notice("\(notice)") }
    }
    scratch = try Scratch(root: settings.scratch, mode: settings.directoryMode, log: log)
    let left = try store.recover()
    cgroups = try CgroupTree.prepare(pool: settings.pool, earlier: left.pool)
    loop = try EventLoop()
    manager = Manager(
      loop: loop, settings: settings, configuration: loaded.configuration, store: store, scratch: scratch,
      cgroups: cgroups, log: log)
    manager.configurationSettings = loaded.settings
    if notices.contains(where: \.isSetAside) { try Self.skipNumbersInUse(settings, cgroups, store) }
    manager.apply()
    manager.recover(left)
    server = try ControlServer(
      loop: loop,
      socket: try listener.map(ControlSocket.init) ?? ControlSocket(at: settings.socket, mode: settings.socketMode),
      service: ControlService(manager: manager), log: log)
    manager.onFinished = { [unowned self] in loop.stop() }
    loop.onWake = { [unowned self] in manager.stop(.kill) }
  }

  /// The numbers of applications begin anew, but what carries one of the earlier ones may still be there.
  private static func skipNumbersInUse(_ settings: ManagerSettings, _ cgroups: CgroupTree, _ store: Store) throws {
    let names = try FileSystem.list(settings.scratch) + (cgroups.pool.map { try FileSystem.list($0.path) } ?? [])
    let numbers = names.compactMap { name in
      // The second of a name carries its number after a dot.
      name.hasPrefix("app-") ? Int(name.dropFirst("app-".count).prefix { $0 != "." }) : nil
    }
    if let highest = numbers.filter({ (1..<largestNumber).contains($0) }).max() {
      try store.skipApplications(through: highest)
    }
  }

  /// Anybody may have made such a name; this leaves room to count on.
  private static let largestNumber = 1 << 50

  /// Serves until it is stopped, and leaves nothing behind that wasn't to be kept.
  package func run() {
    for limit in manager.status().limits where !limit.enforced {
      log.entry(
        .limitNotEnforced, "the limit on \(limit.name) can't be enforced here: \(limit.reason ?? "unknown"), ignoring",
        metadata: ["limit": "\(limit.name)"])
    }
    let capacity = manager.allocator.capacity
    log.entry(.started, "croftd serves \(capacity) on \(settings.socket)")
    manager.service.ready()
    loop.run()
    manager.isLeaving = true
    server.stopListening()
    server.closeAll()
    do {
      try cgroups.remove()
    } catch {
      log.warning("the manager's cgroup couldn't be removed: \(error), ignoring")
    }
    // Most are done in milliseconds, and systemd waits for 90 s.
    scratch.waitForRemovals(atMostSeconds: 5)
    manager.store.close()
    log.entry(.stopped, "croftd ended")
  }

  /// Stops or reloads when one of the signals of the descriptor comes.
  package func listen(to signals: FileDescriptor) throws(SystemError) {
    try loop.watch(signals.rawValue, for: .readable) { [unowned self] _ in
      while let signal = ProcessSignals.next(on: signals) {
        switch signal {
        case SIGHUP: manager.reload()
        case SIGTERM: manager.stop(manager.stopMode)
        default: manager.stop(.kill)
        }
      }
    }
  }
}

extension StoreNotice {
  fileprivate var isSetAside: Bool { if case .setAside = self { true } else { false } }
}
