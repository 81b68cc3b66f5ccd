import CroftLinux

/// How cgroups come and go. The kernel fills each new directory with files and empties it by itself, which a tree of
/// plain directories, as tests have it, has to do too.
struct CgroupDirectories: Sendable {
  /// Makes a cgroup of that name; EEXIST when there is one.
  var create: @Sendable (_ name: String, _ parent: Cgroup) throws(SystemError) -> Cgroup
  /// Removes a cgroup and those below it; EBUSY while a process is left in one.
  var remove: @Sendable (Cgroup) throws(SystemError) -> Void

  static let kernel = CgroupDirectories(
    create: { (name, parent) throws(SystemError) in try parent.createChild(name) },
    remove: { (cgroup) throws(SystemError) in try cgroup.remove() })
}
