import Glibc

extension Cgroup {
  /// The files that whoever a cgroup is delegated to may write, and the directory itself: the kernel's
  /// `cgroup-v2.rst`, "Model of Delegation". The limits stay its maker's.
  private static let delegatedFiles = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"]

  /// Lets a user make cgroups below this one, so many at most, and put processes there that live in this one.
  ///
  /// - Parameter identity: nil for this process's own user.
  package func delegate(
    to identity: ProcessIdentity?, maximumDescendants: Int, maximumDepth: Int
  ) throws(SystemError) {
    try write(CgroupSetting(file: "cgroup.max.descendants", value: "\(maximumDescendants)"))
    try write(CgroupSetting(file: "cgroup.max.depth", value: "\(maximumDepth)"))
    guard let identity, identity.userID != geteuid() else { return }
    for path in [path] + Self.delegatedFiles.map({ "\(path)/\($0)" }) {
      try checked("chown", path) { chown(path, identity.userID, identity.groupID) }
    }
  }
}
