import CroftLinux
import CroftProtocol

// How executors share processors. A cgroup with processors of its own doesn't keep others off them by itself
// (`cpuset.cpus.partition` would, but only right below another partition): everybody else is put on what is left, by
// application, so that it costs nothing for each executor.
extension CgroupTree {
  /// What an executor gets, and what it can't have of what it asked for.
  func share(_ sharing: CoreSharing, of resources: Resources, in application: ApplicationCgroup)
    -> (CgroupLimits.Processors?, shortfall: String?)
  {
    let quota: CgroupLimits.Processors? = controllers.contains(.cpu) ? .quota(cores: resources.cores) : nil
    switch sharing {
    case .weight: return (controllers.contains(.cpu) ? .weight(cores: resources.cores) : nil, nil)
    case .quota: return (quota, quota == nil ? "its cores aren't limited: no cpu controller" : nil)
    case .exclusive:
      guard controllers.contains(.cpuset) else {
        return (quota, "its cores aren't exclusive: no cpuset controller")
      }
      refreshProcessors()
      guard let processors = self.processors?.take(resources.cores) else {
        let left = self.processors?.shared.count ?? 0
        return (quota, "its cores aren't exclusive: \(left) processors are left, and one has to stay with the others")
      }
      return (.exclusive(processors), nil)
    }
  }

  /// Looks what there is to give, as long as nobody holds any of it.
  func refreshProcessors() {
    guard let pool, processors?.held.isEmpty != false else { return }
    let there = pool.read("cpuset.cpus.effective").flatMap { ProcessorSet(list: $0) } ?? ProcessorSet()
    processors = ExclusiveProcessors(cores: there.physicalCores())
  }

  /// Puts every application on what is not another one's.
  func keepOthersAway() throws(SystemError) {
    for application in applications.values { try keepAway(from: application) }
  }

  /// Puts an application on what is not another one's, and those of its processes that share on what is nobody's.
  func keepAway(from application: ApplicationCgroup) throws(SystemError) {
    guard controllers.contains(.cpuset), let processors else { return }
    let own = application.executors.values.compactMap(\.exclusive).reduce(ProcessorSet()) { $0.union($1) }
    let together = processors.held.isEmpty ? nil : processors.shared.union(own)
    try place(application.group, on: together, application)
    // Without any of its own, those below it have what the application has.
    let below = own.isEmpty ? nil : processors.shared
    for executor in application.executors.values where executor.exclusive == nil {
      try place(executor.group, on: below, application)
    }
    if let driver = application.driver { try place(driver, on: below, application) }
  }

  /// nil: wherever the cgroup above may run.
  private func place(
    _ group: Cgroup, on wanted: ProcessorSet?, _ application: ApplicationCgroup
  ) throws(SystemError) {
    let earlier = application.processors[group.path]
    // One that was never placed needs nothing to be anywhere. One that was can't be put back to no list, which the
    // kernel refuses (ENOSPC) while there are processes; all there are is as good.
    guard earlier != nil || wanted != nil, let processors = wanted ?? self.processors?.all, !processors.isEmpty,
      "\(processors)" != earlier
    else { return }
    try group.write(CgroupSetting(file: "cpuset.cpus", value: "\(processors)"))
    application.processors[group.path] = "\(processors)"
  }
}

extension CgroupLimits.Processors? {
  var exclusive: ProcessorSet? {
    if case .exclusive(let processors) = self { processors } else { nil }
  }
}
