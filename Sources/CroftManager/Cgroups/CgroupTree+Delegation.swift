import CroftLinux

// What an executor may do in its own cgroup: each of its commands gets a leaf there.
extension CgroupTree {
  /// What a command can be limited by.
  private static let commandControllers: Set<CgroupController> = [.memory, .pids, .cpu]
  /// Each costs the kernel some kilobytes that no limit counts. One for each slot is in use, and a few wait for a
  /// stuck process; what is left is for those that make cgroups of their own, such as containers.
  private static let maximumCgroups = 1024
  /// Of a command's leaf, and of what the command makes in it. Whoever removes them follows them down.
  private static let maximumDepth = 8

  /// Lets an executor give its commands cgroups. Where that can't be, they share the executor's, and say so where
  /// they were to be limited.
  func delegate(_ group: Cgroup, to owner: ProcessIdentity?) {
    CgroupController.enable(controllers.intersection(Self.commandControllers), in: group)
    try? group.delegate(to: owner, maximumDescendants: Self.maximumCgroups, maximumDepth: Self.maximumDepth)
  }
}
