import CroftLinux

/// An executor's cgroups: `exec-<n>` carries the limits and counts what the executor used, and its process lives in
/// the leaf `agent`, since a cgroup with limits for those below it can't hold processes itself (no-internal-processes).
struct ExecutorCgroup: Sendable {
  let group: Cgroup
  let agent: Cgroup
  /// Whether all that lives in it can be ended at once.
  let canKill: Bool

  /// How often the kernel killed here because a limit on memory was reached; 0 without the memory controller.
  var outOfMemoryKills: UInt64 { group.keyedValues("memory.events")["oom_kill"] ?? 0 }
}
