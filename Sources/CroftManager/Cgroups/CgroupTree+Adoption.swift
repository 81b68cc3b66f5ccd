import CroftLinux
import CroftProtocol

// What an earlier manager made.
extension CgroupTree {
  /// Takes an executor's cgroups over, with the processors that are its alone. What lives in them goes on.
  ///
  /// - Parameter path: Of `exec-<n>`, as it was stored.
  /// - Returns: nil when there is no such cgroup in the pool.
  func adoptExecutor(_ key: ExecutorKey, path: String, sharing: CoreSharing) -> ProcessCgroup? {
    guard let application = adoptApplication(key.application, ofMember: path, named: "exec-\(key.executor)") else {
      return nil
    }
    let group = Cgroup(path: path)
    application.executors[key.executor] = ApplicationCgroup.Executor(
      group: group, exclusive: sharing == .exclusive ? claimProcessors(of: group) : nil)
    return ProcessCgroup(group: group, agent: group.child("agent"), canKill: canKill)
  }

  /// Takes a driver's cgroup over; nil when there is no such cgroup in the pool.
  func adoptDriver(_ id: ApplicationID, path: String) -> ProcessCgroup? {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard name == "driver" || name.hasPrefix("driver."),
      let application = adoptApplication(id, ofMember: path, named: name)
    else { return nil }
    let group = Cgroup(path: path)
    application.driver = group
    return ProcessCgroup(group: group, agent: group, canKill: canKill)
  }

  /// The path comes from a file: it has to be that of such a cgroup in our pool.
  private func adoptApplication(_ id: ApplicationID, ofMember path: String, named name: String) -> ApplicationCgroup? {
    let above = path.dropLast(name.count + 1)
    guard let pool, path == "\(above)/\(name)", above.hasPrefix(pool.path + "/") else { return nil }
    let applicationName = above.dropFirst(pool.path.count + 1)
    guard applicationName == "app-\(id)" || applicationName.hasPrefix("app-\(id)."), !applicationName.contains("/"),
      Cgroup(path: path).read("cgroup.events") != nil
    else { return nil }
    let application = applications[id] ?? ApplicationCgroup(Cgroup(path: String(above)))
    guard application.group.path == above else { return nil }
    applications[id] = application
    if controllers.contains(.cpuset) {
      for group in [application.group, Cgroup(path: path)] { application.noteProcessors(of: group) }
    }
    return application
  }

  private func claimProcessors(of group: Cgroup) -> ProcessorSet? {
    guard controllers.contains(.cpuset), let held = group.read("cpuset.cpus").flatMap({ ProcessorSet(list: $0) }) else {
      return nil
    }
    refreshProcessors()
    return processors?.claim(held) == true ? held : nil
  }

  /// After the last adoption: others may have the processors of executors that ended unseen.
  func settleProcessors() throws(SystemError) {
    guard controllers.contains(.cpuset) else { return }
    refreshProcessors()
    try keepOthersAway()
  }

  /// What lies in the pool and is nobody's: of applications that ended unseen, or of a start that nobody heard of. Ask
  /// when everything that is to be adopted has been.
  func unowned() -> [Cgroup] {
    guard let pool else { return [] }
    let owned = Dictionary(applications.values.map { ($0.group.path, $0) }) { first, _ in first }
    return pool.children.flatMap { child -> [Cgroup] in
      guard let application = owned[child.path] else { return child.isNamed("app-") ? [child] : [] }
      let members = Set(application.executors.values.map(\.group.path) + [application.driver?.path].compactMap(\.self))
      return child.children.filter { !members.contains($0.path) }
    }
  }
}

extension ApplicationCgroup {
  fileprivate func noteProcessors(of group: Cgroup) {
    let list = group.read("cpuset.cpus").flatMap { ProcessorSet(list: $0) }
    processors[group.path] = list.flatMap { $0.isEmpty ? nil : "\($0)" }
  }
}

extension Cgroup {
  fileprivate func isNamed(_ prefix: String) -> Bool { path.split(separator: "/").last?.hasPrefix(prefix) == true }
}
