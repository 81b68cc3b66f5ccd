import CroftLinux

// How cgroups go in which users may have made others.
extension CgroupTree {
  /// More of them aren't removed by the manager itself: each takes some 50 µs. An executor of ours has a leaf for each
  /// slot, and as a rule these are gone before it is.
  private static let maximumDescendants: UInt64 = 64

  static func remover(_ directories: CgroupDirectories) -> RemovalThread {
    RemovalThread(name: "cgroup-remover") { path in
      // What can't be removed is found by the next manager, as what is nobody's.
      try? directories.remove(Cgroup(path: path))
    }
  }

  /// Removes a cgroup of an application's whose processes are gone. Where that takes long, it has only begun.
  ///
  /// Its user may own directories in it, and go on making others from outside of the farm: no more of them from here
  /// on, since the limit holds for all that is below.
  func remove(_ group: Cgroup, of application: ApplicationCgroup?) throws(SystemError) {
    _ = group.write([CgroupSetting(file: "cgroup.max.descendants", value: "0")])
    let count = group.keyedValues("cgroup.stat")["nr_descendants"] ?? 0
    if count <= Self.maximumDescendants, application?.isRemovedElsewhere != true {
      return try directories.remove(group)
    }
    application?.isRemovedElsewhere = true
    try remover.remove(group.path)
  }

  /// Removes what ``unowned()`` gave, once its processes are gone.
  func remove(unowned group: Cgroup) throws(SystemError) {
    try remove(group, of: applications.values.first { group.path.hasPrefix($0.group.path + "/") })
  }
}
