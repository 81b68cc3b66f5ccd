package import Glibc

/// A cgroup that has been delegated to this process, made ready to hold other processes' cgroups.
package struct DelegatedPool {
  /// What executors are limited by.
  private static let wanted = ["cpu", "cpuset", "io", "memory", "pids"]
  private static let keeper = "keeper"

  package let cgroup: Cgroup
  /// Handed down to the cgroups below, in the kernel's order.
  package let controllers: [String]
  /// Those that would be of use, and that this cgroup was not given or can't hand down.
  package let missing: [String]

  /// Moves the process into a leaf of its own cgroup, since a cgroup with processes can't hand down controllers
  /// (no-internal-processes), and hands down every one that there is.
  ///
  /// - Throws: EACCES, EPERM or EROFS where the cgroup isn't delegated.
  package init(of process: pid_t = getpid(), in cgroup: Cgroup) throws(SystemError) {
    self.cgroup = cgroup
    do {
      _ = try cgroup.createChild(Self.keeper)
    } catch let error where error.errno != EEXIST {
      throw error
    } catch {}
    try cgroup.child(Self.keeper).write(CgroupSetting(file: "cgroup.procs", value: "\(process)"))
    let given = cgroup.read("cgroup.controllers")?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
    let failed = Set(cgroup.enableControllers(given))
    let controllers = given.filter { !failed.contains($0) }
    self.controllers = controllers
    missing = Self.wanted.filter { !controllers.contains($0) }
  }
}
