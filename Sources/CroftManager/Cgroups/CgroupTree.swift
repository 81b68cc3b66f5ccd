import CroftLinux
import CroftProtocol
import Glibc

/// The cgroups of all executors: `<pool>/app-<id>/exec-<n>/agent`. Without a pool executors share the manager's own
/// cgroup, and nothing is enforced.
final class CgroupTree {
  /// Where applications get their cgroups; nil when there is no place for them.
  let pool: Cgroup?
  /// What can and what can't be enforced here, for GetStatus and the log.
  let limits: [EnforcedLimit]
  /// The pool was made by this manager, which removes it.
  private let isOwn: Bool
  private let controllers: [String]
  private let canKill: Bool
  /// Those that this manager has made. Another of the same name is an earlier manager's, with its processes.
  private var applications: [ApplicationID: Cgroup] = [:]

  /// A bound on fork bombs: well below the kernel's default of 32,768 processes on a small machine, well above what
  /// an executor with hundreds of threads for each core uses.
  private static let maximumProcessesPerExecutor = 4096

  /// Each controller, and the limit that needs it.
  private static let limitNames = [("memory", "memory"), ("cpu", "cores"), ("pids", "processes")]
  private static let containment = "containment"
  /// Of the same name, each with processes that an earlier manager left: more of them is no accident.
  private static let maximumNamesakes = 100

  /// - Parameter path: A cgroup that has been delegated to this manager; nil: one below the manager's own.
  /// - Throws: When the given cgroup can't be used. Without one the manager does with what it can get.
  static func prepare(pool path: String?, own: Cgroup? = Cgroup.ownPath().map(Cgroup.init(path:))) throws(SystemError)
    -> CgroupTree
  {
    if let path {
      let pool = Cgroup(path: path)
      guard access("\(path)/cgroup.procs", W_OK) == 0 else {
        throw SystemError(
          "use the pool", errno: errno, subject: "\(path) (--pool names a cgroup delegated to this user)")
      }
      removeLeftOver(in: pool, prefix: "app-")
      return CgroupTree(pool: pool, isOwn: false)
    }
    guard let own else { return CgroupTree(reason: "this machine has no cgroup v2") }
    removeLeftOver(in: own, prefix: "croft-") { name in
      // A namesake carries its number after a dot.
      pid_t(name.prefix { $0 != "." }).map { kill($0, 0) != 0 && errno == ESRCH } ?? false
    }
    // Only the root can hold the manager and hand controllers down. Any other cgroup with processes would take cpu and
    // pids and become threaded by it, and then no process can start below it.
    if own.isRoot { _ = own.enableControllers(limitNames.map(\.0)) }
    do {
      let pool = try create("croft-\(getpid())", in: own)
      guard pool.canHoldProcesses else {
        try pool.remove()
        return CgroupTree(reason: "\(own.path) is threaded, so that no process can start in a cgroup below it")
      }
      return CgroupTree(pool: pool, isOwn: true)
    } catch {
      return CgroupTree(reason: "no cgroup can be made below \(own.path): \(error)")
    }
  }

  private init(pool: Cgroup, isOwn: Bool) {
    self.pool = pool
    self.isOwn = isOwn
    let failed = Set(pool.enableControllers(Self.limitNames.map(\.0)))
    controllers = Self.limitNames.map(\.0).filter { !failed.contains($0) }
    canKill = pool.canKill
    let containment = canKill ? nil : "\(pool.path) has no cgroup.kill, which came with Linux 5.14"
    limits =
      Self.limitNames.map { controller, name in
        let reason = failed.contains(controller) ? "the controller \(controller) isn't available in \(pool.path)" : nil
        return EnforcedLimit(name: name, enforced: reason == nil, reason: reason)
      } + [EnforcedLimit(name: Self.containment, enforced: canKill, reason: containment)]
  }

  private init(reason: String) {
    pool = nil
    isOwn = false
    controllers = []
    canKill = false
    limits = (Self.limitNames.map(\.1) + [Self.containment]).map {
      EnforcedLimit(name: $0, enforced: false, reason: reason)
    }
  }

  /// Makes an executor's cgroups and sets its limits; nil without a pool. On an error nothing is left.
  func createExecutor(_ key: ExecutorKey, _ resources: Resources) throws(SystemError) -> ExecutorCgroup? {
    guard let application = try createApplication(key.application) else { return nil }
    let group = try application.createChild("exec-\(key.executor)")
    do {
      for setting in settings(resources, of: group) { try group.write(setting) }
      return ExecutorCgroup(group: group, agent: try group.createChild("agent"), canKill: canKill)
    } catch {
      try? group.remove()
      throw error
    }
  }

  private func createApplication(_ id: ApplicationID) throws(SystemError) -> Cgroup? {
    guard let pool else { return nil }
    if let application = applications[id] { return application }
    let application = try Self.create("app-\(id)", in: pool)
    _ = application.enableControllers(controllers)
    applications[id] = application
    return application
  }

  /// Makes a cgroup of that name, or with a number after it where somebody else's has the name.
  private static func create(_ name: String, in parent: Cgroup) throws(SystemError) -> Cgroup {
    for number in 1..<maximumNamesakes {
      do {
        return try parent.createChild(number == 1 ? name : "\(name).\(number)")
      } catch let error where error.errno != EEXIST {
        throw error
      } catch {}
    }
    return try parent.createChild("\(name).\(maximumNamesakes)")
  }

  /// The settings whose controllers are there.
  private func settings(_ resources: Resources, of group: Cgroup) -> [CgroupSetting] {
    CgroupLimits(
      memoryBytes: controllers.contains("memory") ? resources.memoryBytes : nil,
      cores: controllers.contains("cpu") ? resources.cores : nil,
      maximumProcesses: controllers.contains("pids") ? Self.maximumProcessesPerExecutor : nil
      // A kernel without swap accounting has no such file, and then nothing to set either.
    ).settings.filter { $0.file != "memory.swap.max" || group.read($0.file) != nil }
  }

  /// The application's executors are gone.
  func removeApplication(_ id: ApplicationID) throws(SystemError) {
    try applications.removeValue(forKey: id)?.remove()
  }

  /// At the manager's end.
  func remove() throws(SystemError) {
    if isOwn { try pool?.remove() }
  }

  /// Empty cgroups that a killed manager left behind; a populated one is somebody's still.
  private static func removeLeftOver(
    in parent: Cgroup, prefix: String, where mayGo: (Substring) -> Bool = { _ in true }
  ) {
    for child in parent.children where !child.isPopulated {
      guard let name = child.path.split(separator: "/").last, name.hasPrefix(prefix) else { continue }
      if mayGo(name.dropFirst(prefix.count)) { try? child.remove() }
    }
  }
}
