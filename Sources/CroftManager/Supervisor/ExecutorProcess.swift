import CroftLinux

/// One executor, from its spawn to the end of the last of its descendants.
final class ExecutorProcess {
  let process: ProcessDescriptor
  let cgroup: ExecutorCgroup?
  /// Milliseconds since 1970.
  let startedAt: Int
  /// Runs out when the process has been asked to end and still hasn't.
  var killTimer: TimerToken?
  /// Watched from the process's end until its cgroup is empty.
  var emptiness: CgroupEvents?

  init(process: ProcessDescriptor, cgroup: ExecutorCgroup?, startedAt: Int) {
    self.process = process
    self.cgroup = cgroup
    self.startedAt = startedAt
  }
}
