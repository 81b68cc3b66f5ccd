import CroftLinux

/// One executor, from its spawn to the end of the last of its descendants.
final class ExecutorProcess {
  enum Phase {
    /// On its way to its image; the driver gets this end of the channel when it is there.
    case starting(channel: FileDescriptor)
    case running
    case failed(reason: String)
  }

  let start: StartingProcess
  let cgroup: ExecutorCgroup?
  /// What it prints, where the manager reads that itself.
  let output: OutputRelay?
  /// Milliseconds since 1970.
  let startedAt: Int
  var phase: Phase
  /// Runs out when the image should run and still doesn't.
  var startTimer: TimerToken?
  /// Runs out when the process has been asked to end and still hasn't.
  var killTimer: TimerToken?
  /// It has been reaped, and its number may come to mean another process.
  var isReaped = false
  /// Watched from the process's end until its cgroup is empty.
  var emptiness: CgroupEvents?

  init(
    start: StartingProcess, channel: FileDescriptor, cgroup: ExecutorCgroup?, output: OutputRelay?, startedAt: Int
  ) {
    self.start = start
    self.cgroup = cgroup
    self.output = output
    self.startedAt = startedAt
    phase = .starting(channel: channel)
  }

  var process: ProcessDescriptor { start.process }
}

/// What becomes of an executor that was started: at most one `started`, and then one of the others.
enum ExecutorEvent {
  /// Its image runs; the descriptor is the driver's end of its channel.
  case started(channel: FileDescriptor)
  /// Its image has never run. Nothing is left of it.
  case failedToStart(reason: String)
  /// Its process has been reaped, and its cgroup is empty.
  case ended(ExecutorOutcome)
}
