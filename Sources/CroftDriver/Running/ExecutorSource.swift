package import CroftLinux

/// Where a driver's executors come from.
package enum ExecutorSource {
  /// A manager that forks them.
  case manager(ManagerSession)
  /// Threads of this process.
  case local(LocalExecutors)
}

/// How to run an executor on threads of the driver's process, for `--master local[N]`.
package struct LocalExecutors: Sendable {
  /// How many tasks of one core each to run at once.
  package let cores: Int
  /// A directory of this process' own, removed when the farm is closed.
  package let scratch: String
  /// Kills what commands its tasks run, and returns when they have ended.
  package let endCommands: @Sendable () -> Void
  /// Starts an executor with so many slots that serves the other end of a task channel.
  package let start: @Sendable (_ channel: FileDescriptor, _ slots: Int) throws -> Void

  package init(
    cores: Int, scratch: String, endCommands: @escaping @Sendable () -> Void,
    start: @escaping @Sendable (_ channel: FileDescriptor, _ slots: Int) throws -> Void
  ) {
    self.cores = cores
    self.scratch = scratch
    self.endCommands = endCommands
    self.start = start
  }
}
