import CroftLinux
import CroftProtocol
import Glibc

/// What a process is to the manager that runs it.
enum SupervisedRole: Hashable, Sendable, CustomStringConvertible {
  case executor(ExecutorKey)
  /// Of a detached application.
  case driver(ApplicationID)

  var application: ApplicationID {
    switch self {
    case .executor(let key): key.application
    case .driver(let id): id
    }
  }

  var description: String {
    switch self {
    case .executor(let key): key.description
    case .driver(let id): "driver of application \(id)"
    }
  }
}

/// One process that the manager runs, from its spawn or adoption to the end of the last of its descendants.
final class SupervisedProcess {
  enum Phase {
    /// On its way to its image; the driver gets this end of the channel when it is there.
    case starting(StartingProcess, channel: FileDescriptor?)
    case running
    case failed(reason: String)
  }

  let role: SupervisedRole
  let processID: pid_t
  /// nil when it was gone before it was adopted.
  let process: ProcessDescriptor?
  /// What finds it again when this manager is gone; nil where /proc tells nothing.
  let record: ProcessIdentityRecord?
  let cgroup: ProcessCgroup?
  /// What it prints, where the manager reads that itself.
  let output: (any OutputReader)?
  /// Milliseconds since 1970.
  let startedAt: Int
  var phase: Phase
  /// Runs out when the image should run and still doesn't.
  var startTimer: TimerToken?
  /// Runs out when the process has been asked to end and still hasn't.
  var killTimer: TimerToken?
  /// It has been reaped, or was never ours to reap, and its number may come to mean another process.
  var isReaped = false
  /// What the kernel told its parent at its end.
  var usage: ProcessUsage?
  /// What it used when it was asked for last, in monotonic time.
  var lastUsage: (atNanoseconds: UInt64, usage: CurrentUsage)?
  /// Watched from the process's end until its cgroup is empty.
  var emptiness: CgroupEvents?

  /// Of a process that is being started.
  init(
    _ role: SupervisedRole, start: StartingProcess, channel: FileDescriptor?, cgroup: ProcessCgroup?,
    output: (any OutputReader)?, startedAt: Int
  ) {
    self.role = role
    processID = start.process.processID
    process = start.process
    // It can't have been reaped yet, so the number is its own.
    record = try? ProcessIdentityRecord(of: start.process.processID, cgroup: cgroup?.group.path)
    self.cgroup = cgroup
    self.output = output
    self.startedAt = startedAt
    phase = .starting(start, channel: channel)
  }

  /// Of a process that an earlier manager started.
  init(
    _ role: SupervisedRole, adopting record: ProcessIdentityRecord, process: ProcessDescriptor?,
    cgroup: ProcessCgroup?, output: (any OutputReader)?, startedAt: Int
  ) {
    self.role = role
    processID = record.processID
    self.process = process
    self.record = record
    self.cgroup = cgroup
    self.output = output
    self.startedAt = startedAt
    phase = .running
  }

  var isStarting: Bool { if case .starting = phase { true } else { false } }
}
