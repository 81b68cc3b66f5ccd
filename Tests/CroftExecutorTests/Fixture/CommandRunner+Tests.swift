@testable import CroftExecutor

extension CommandRunner {
  /// Without cgroups, for tests of what runs no commands.
  static var forTests: CommandRunner { CommandRunner(log: .ownStreams(OwnStreams()), cgroup: nil) }
}
