import CroftDataset
package import CroftProtocol

/// Runs programs as an executor runs commands, in a process that is none: without cgroups, and what they print goes to
/// this process's own standard output and error, line by line.
package final class ProgramRunner: Sendable {
  private let commands = CommandRunner(log: .ownStreams(OwnStreams()), cgroup: nil)

  package init() {}

  /// Runs a program to its end, on this thread, with whose end it is killed.
  ///
  /// - Parameters:
  ///   - number: unique among those that run at once.
  ///   - isCancelled: asked ten times a second.
  /// - Throws: `CommandError` when it can't be started and never could, `TaskCancelled`, or `SystemError`.
  package func run(_ launch: CommandLaunch, number: Int, isCancelled: @escaping () -> Bool) throws -> CommandEnd {
    let attempt = TaskAttempt(task: TaskID(job: JobID(0), stage: 0, partition: number), number: 0)
    return try commands.run(launch, of: attempt, isCancelled: isCancelled)
  }
}
