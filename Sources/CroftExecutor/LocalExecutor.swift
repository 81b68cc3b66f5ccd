package import CroftLinux

/// An executor on threads of the driver's process.
package final class LocalExecutor: Sendable {
  private let commands = CommandRunner(log: .ownStreams(OwnStreams()), cgroup: nil)

  package init() {}

  /// Serves a driver on a thread of its own until the channel is closed.
  ///
  /// - Parameters:
  ///   - slots: how many tasks to run at once at most.
  ///   - memoryLimitBytes: what it may use in all.
  ///   - failed: told what made the channel unusable.
  package func start(
    channel: FileDescriptor, slots: Int, memoryLimitBytes: Int, failed: @escaping @Sendable (any Error) -> Void
  ) throws(SystemError) {
    _ = try NamedThread.start(name: "executor") { [commands] in
      do {
        try ExecutorRuntime(
          channel: channel, slots: slots, memoryLimitBytes: memoryLimitBytes, commands: commands
        ).run()
      } catch {
        failed(error)
      }
    }
  }

  /// Kills the commands that its tasks run, with all that they have started, and returns when they have ended. For a
  /// process that won't wait for the channel to be closed.
  package func endCommands() { commands.close() }
}
