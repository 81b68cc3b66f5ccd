import CroftLinux

/// The cgroups of one process that the manager runs.
///
/// An executor's `exec-<n>` carries the limits and counts what the executor used, and its process lives in the leaf
/// `agent`, since a cgroup with limits for those below it can't hold processes itself (no-internal-processes). A
/// driver's are one and the same.
struct ProcessCgroup: Sendable {
  let group: Cgroup
  let agent: Cgroup
  /// Whether all that lives in it can be ended at once.
  let canKill: Bool
  /// What was asked for and couldn't be had, for the log.
  var shortfall: String?

  /// How often the kernel killed here because a limit on memory was reached; 0 without the memory controller.
  var outOfMemoryKills: UInt64 { group.keyedValues("memory.events")["oom_kill"] ?? 0 }
}
