import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Synchronization

@testable import CroftExecutor

/// A runner whose commands print into files, in a directory that is removed afterwards.
struct CommandTrial {
  /// Where commands live: in cgroups of their own, or among others.
  enum Containment: CaseIterable, Sendable {
    case cgroups, marks
  }

  let directory: String
  let runner: CommandRunner
  let cgroup: Cgroup?

  /// Whether this process may make cgroups, which some tests can't do without.
  static var canMakeCgroups: Bool {
    guard let own = Cgroup.ownPath().map(Cgroup.init(path:)) else { return false }
    guard let trial = try? own.createChild("croft-command-probe-\(getpid())") else { return false }
    defer { try? trial.remove() }
    return trial.canKill && trial.canHoldProcesses
  }

  static func with(_ containment: Containment = .marks, _ body: (CommandTrial) throws -> Void) throws {
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-command-test-")
    defer { try? FileSystem.removeTree(directory) }
    var cgroup: Cgroup?
    if containment == .cgroups, canMakeCgroups, let own = Cgroup.ownPath() {
      cgroup = try Cgroup(path: own).createChild("croft-command-test-\(directory.split(separator: "-").last ?? "")")
    }
    defer { try? cgroup?.remove() }
    let streams = OwnStreams(
      output: try Self.create("\(directory)/stdout"), errors: try Self.create("\(directory)/stderr"))
    try body(
      CommandTrial(
        directory: directory, runner: CommandRunner(log: .ownStreams(streams), cgroup: cgroup), cgroup: cgroup))
  }

  /// What commands have printed so far.
  var output: [UInt8] { contents("stdout") }
  var errors: [UInt8] { contents("stderr") }

  func contents(_ name: String) -> [UInt8] {
    (try? FileDescriptor.open("\(directory)/\(name)", flags: O_RDONLY).readAll(maximumBytes: 1 << 24)) ?? []
  }

  func shell(_ script: String) -> CommandLaunch {
    CommandLaunch(["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], directory: directory)
  }

  func run(
    _ launch: CommandLaunch, attempt: Int = 0, isCancelled: @escaping () -> Bool = { false }
  ) throws -> CommandEnd {
    let task = TaskID(job: JobID(1), stage: 0, partition: 2)
    return try runner.run(launch, of: TaskAttempt(task: task, number: attempt), isCancelled: isCancelled)
  }

  func status(_ script: String) throws -> CommandEnd.Status { try run(shell(script)).status }

  private static func create(_ path: String) throws -> FileDescriptor {
    try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
  }
}
