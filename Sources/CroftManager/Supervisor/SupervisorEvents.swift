import CroftLinux
import Glibc

/// What becomes of an executor that was started or adopted: a `started` at most once, and only of one that was started;
/// last of all one `failedToStart` or `ended`.
enum ExecutorEvent {
  /// Its image runs; the descriptor is the driver's end of its channel.
  case started(channel: FileDescriptor)
  /// Its image has never run. Nothing is left of it.
  case failedToStart(reason: String)
  /// Its process has been reaped, and its cgroup is empty.
  case ended(ExecutorOutcome, ExecutorUsage)
}

/// What becomes of a driver that the manager runs, as ``ExecutorEvent``.
enum DriverEvent {
  case started
  case failedToStart(reason: String)
  case ended(ExecutorOutcome, ExecutorUsage, processID: pid_t)
}
