import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Synchronization
import Testing

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
  static let canMakeCgroups: Bool = {
    guard let own = Cgroup.ownPath().map(Cgroup.init(path:)) else { return false }
    guard let trial = try? own.createChild("croft-command-probe-\(getpid())") else { return false }
    defer { try? trial.remove() }
    return trial.canKill && trial.canHoldProcesses
  }()

  /// Cancels the test where its commands can't be kept as it wants them.
  static func with(_ containment: Containment = .marks, _ body: (CommandTrial) throws -> Void) throws {
    if containment == .cgroups, !canMakeCgroups {
      try Test.cancel("needs to make cgroups below its own, and Linux 5.14 (cgroup.kill)")
    }
    let directory = try FileSystem.temporaryDirectory(prefix: "croft-command-test-")
    defer { try? FileSystem.removeTree(directory) }
    var cgroup: Cgroup?
    if containment == .cgroups, let own = Cgroup.ownPath() {
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

  /// Runs a command on a thread of its own, beside what `body` does.
  ///
  /// - Returns: how the command ended.
  func run(
    _ launch: CommandLaunch, attempt: Int = 0, isCancelled: @escaping @Sendable () -> Bool = { false },
    beside body: () throws -> Void
  ) throws -> Result<CommandEnd, any Error> {
    let outcome = Outcome()
    let thread = try NamedThread.start(name: "command") {
      let result = Result { try run(launch, attempt: attempt, isCancelled: isCancelled) }
      outcome.result.withLock { $0 = result }
    }
    let failure = Result { try body() }
    thread.join()
    try failure.get()
    return try #require(outcome.result.withLock { $0 })
  }

  private final class Outcome: Sendable {
    let result = Mutex<Result<CommandEnd, any Error>?>(nil)
  }

  /// A named pipe in the directory, by which a script and a test wait for each other.
  func makePipe(_ name: String) throws {
    guard mkfifo("\(directory)/\(name)", 0o600) == 0 else { throw SystemError("mkfifo", errno: errno, subject: name) }
  }

  /// Waits until something has been written into a named pipe, and its writers have closed it.
  func receive(_ name: String) throws -> String {
    let bytes = try FileDescriptor.open("\(directory)/\(name)", flags: O_RDONLY).readAll(maximumBytes: 1 << 16)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The numbers in a file or a text, between blanks.
  static func numbers(in text: some StringProtocol) -> [Int] {
    text.split { $0 == "\n" || $0 == " " }.compactMap { Int($0) }
  }

  func numbers(in name: String) -> [Int] { Self.numbers(in: String(decoding: contents(name), as: UTF8.self)) }

  func status(_ script: String) throws -> CommandEnd.Status { try run(shell(script)).status }

  private static func create(_ path: String) throws -> FileDescriptor {
    try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
  }
}
