import CroftLinux
import CroftProtocol
import Glibc

/// The cgroups of all that the manager runs: `<pool>/app-<id>/{driver, exec-<n>/agent}`. Without a pool everything
/// shares the manager's own cgroup, and nothing is enforced.
final class CgroupTree {
  /// Where applications get their cgroups; nil when there is no place for them.
  let pool: Cgroup?
  /// What can and what can't be enforced here, for GetStatus and the log.
  let limits: [EnforcedLimit]
  /// For executors made from now on.
  var executorLimits = ExecutorLimitSettings()
  /// The pool was made by this manager or an earlier one of its kind, and is removed with the last of them.
  let isOwn: Bool
  let directories: CgroupDirectories
  /// Keeps an earlier manager's pool from being taken for what one has left behind, while it is empty.
  private let lock: FileDescriptor?
  let controllers: Set<CgroupController>
  let canKill: Bool
  /// Those made or adopted by this manager. Another of the same name is somebody else's, with its processes.
  var applications: [ApplicationID: ApplicationCgroup] = [:]
  /// Made when an executor first asks for some.
  var processors: ExclusiveProcessors?
  /// Removes cgroups in which users have made many others.
  let remover: RemovalThread
  /// A kernel without swap accounting has no `memory.swap.max`, and then nothing to set either. Learned once.
  private var hasSwapLimit: Bool?

  /// Of the same name, each with processes that an earlier manager left: more of them is no accident.
  private static let maximumNamesakes = 100

  init(pool: Cgroup, isOwn: Bool, directories: CgroupDirectories = .kernel, lock: FileDescriptor? = nil) {
    self.pool = pool
    self.lock = lock
    self.directories = directories
    remover = Self.remover(directories)
    self.isOwn = isOwn
    controllers = CgroupController.enable(in: pool)
    canKill = pool.canKill
    limits = EnforcedLimit.all(pool: pool, controllers: controllers, canKill: canKill)
  }

  /// Without a place for cgroups.
  init(reason: String) {
    pool = nil
    directories = .kernel
    remover = Self.remover(.kernel)
    lock = nil
    isOwn = false
    controllers = []
    canKill = false
    limits = EnforcedLimit.none(because: reason)
  }

  // MARK: - Making

  /// Makes an executor's cgroups and sets its limits; nil without a pool. On an error nothing is left.
  ///
  /// - Parameter owner: who may make cgroups for commands in it; nil: the manager's own user.
  func createExecutor(
    _ key: ExecutorKey, _ resources: Resources, sharing: CoreSharing = .weight, owner: ProcessIdentity? = nil
  ) throws(SystemError) -> ProcessCgroup? {
    guard let application = try createApplication(key.application) else { return nil }
    let group = try directories.create("exec-\(key.executor)", application.group)
    let (share, shortfall) = share(sharing, of: resources, in: application)
    let exclusive = share.exclusive
    do {
      application.executors[key.executor] = ApplicationCgroup.Executor(group: group, exclusive: exclusive)
      // One that shares only has to be kept away itself.
      if exclusive == nil { try keepAway(from: application) } else { try keepOthersAway() }
      let limits = executorLimits.limits(resources, share, controllers: controllers)
      for setting in settings(limits, of: group) { try group.write(setting) }
      let agent = try directories.create("agent", group)
      delegate(group, to: owner)
      return ProcessCgroup(group: group, agent: agent, canKill: canKill, shortfall: shortfall)
    } catch {
      try? removeExecutor(key)
      throw error
    }
  }

  /// Makes the cgroup of a driver that the manager runs itself; nil without a pool.
  ///
  /// It is no executor: what it may use isn't counted, only its processes are.
  func createDriver(_ id: ApplicationID) throws(SystemError) -> ProcessCgroup? {
    guard let application = try createApplication(id) else { return nil }
    // One may be there already: of a manager that died before it had written down that it had started a driver.
    let group = try Self.create("driver", in: application.group, directories)
    application.driver = group
    do {
      if controllers.contains(.pids), let maximum = executorLimits.maximumProcesses {
        for setting in CgroupLimits(maximumProcesses: maximum).settings { try group.write(setting) }
      }
      try keepAway(from: application)
    } catch {
      try? removeDriver(id)
      throw error
    }
    return ProcessCgroup(group: group, agent: group, canKill: canKill)
  }

  private func createApplication(_ id: ApplicationID) throws(SystemError) -> ApplicationCgroup? {
    guard let pool else { return nil }
    if let application = applications[id] { return application }
    let application = ApplicationCgroup(try Self.create("app-\(id)", in: pool, directories))
    CgroupController.enable(controllers, in: application.group)
    applications[id] = application
    try keepAway(from: application)
    return application
  }

  /// Makes a cgroup of that name, or with a number after it where somebody else's has the name.
  static func create(
    _ name: String, in parent: Cgroup, _ directories: CgroupDirectories = .kernel
  ) throws(SystemError) -> Cgroup {
    for number in 1..<maximumNamesakes {
      do {
        return try directories.create(number == 1 ? name : "\(name).\(number)", parent)
      } catch let error where error.errno != EEXIST {
        throw error
      } catch {}
    }
    return try directories.create("\(name).\(maximumNamesakes)", parent)
  }

  private func settings(_ limits: CgroupLimits, of group: Cgroup) -> [CgroupSetting] {
    limits.settings.filter { setting in
      guard setting.file == "memory.swap.max" else { return true }
      let isThere = hasSwapLimit ?? (group.read(setting.file) != nil)
      hasSwapLimit = isThere
      return isThere
    }
  }

  // MARK: - Removing

  /// The executor's processes are gone.
  func removeExecutor(_ key: ExecutorKey) throws(SystemError) {
    guard let application = applications[key.application],
      let executor = application.executors.removeValue(forKey: key.executor)
    else { return }
    defer { application.processors[executor.group.path] = nil }
    let removal = Result { () throws(SystemError) in try remove(executor.group, of: application) }
    if let exclusive = executor.exclusive {
      processors?.giveBack(exclusive)
      try keepOthersAway()
    }
    try removal.get()
  }

  /// The driver's processes are gone.
  func removeDriver(_ id: ApplicationID) throws(SystemError) {
    guard let application = applications[id], let driver = application.driver else { return }
    application.driver = nil
    application.processors[driver.path] = nil
    try remove(driver, of: application)
  }

  /// All of the application's processes are gone.
  func removeApplication(_ id: ApplicationID) throws(SystemError) {
    guard let application = applications.removeValue(forKey: id) else { return }
    try remove(application.group, of: application)
  }

  /// At the manager's end. What it keeps running stays, with its pool.
  func remove() throws(SystemError) {
    // As long as for directories of other kinds; what is left then, the next manager removes.
    remover.finish(atMostSeconds: 5)
    guard isOwn, let pool, !pool.isPopulated else { return }
    try directories.remove(pool)
  }
}

/// An application's cgroup, and what this manager has made in it.
final class ApplicationCgroup {
  struct Executor {
    let group: Cgroup
    /// The processors that are its alone.
    let exclusive: ProcessorSet?
  }

  let group: Cgroup
  var executors: [ExecutorID: Executor] = [:]
  var driver: Cgroup?
  /// Some of it is removed by the thread, and so is what is removed after that.
  var isRemovedElsewhere = false
  /// What `cpuset.cpus` was last set to, by the cgroup's path: most of the time it needs no change.
  var processors: [String: String] = [:]

  init(_ group: Cgroup) { self.group = group }
}
