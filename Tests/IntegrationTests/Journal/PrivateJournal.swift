import CroftLinux
import CroftTesting
import Glibc

/// A real systemd-journald for one test, and a manager that logs to it, out of sight of everything else on the machine:
/// in a mount namespace where /run/systemd and /run/log are the test's own.
struct PrivateJournal: Sendable {
  private static let daemon = "/lib/systemd/systemd-journald"
  static let missing = "needs root, a mount namespace, systemd-journald and journalctl"

  static var canRun: Bool {
    let programs = ["journalctl", "unshare", "nsenter", "systemd-cat"].map { "/usr/bin/\($0)" }
    return geteuid() == 0 && ([daemon] + programs).allSatisfy { access($0, X_OK) == 0 } && mayMakeNamespaces
  }

  private static var mayMakeNamespaces: Bool {
    system("unshare --mount --propagation private mount -t tmpfs none /run 2>/dev/null") == 0
  }

  let directory: String
  private let namespace: pid_t
  /// Prints the text of every entry as it comes.
  private var follower: ChildProcess?

  var socketPath: String { "\(directory)/manager.socket" }
  var masterURL: String { "unix:\(socketPath)" }

  /// Starts both, and ends them when `body` is done.
  static func with(executors: Int = 1, _ body: @Sendable (PrivateJournal) async throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      for name in ["systemd/journal", "systemd/journald.conf.d", "log/journal"] {
        try FileSystem.createDirectory("\(directory)/\(name)", mode: 0o755, parents: true)
      }
      // The units do the same for the pool: LogRateLimitIntervalSec=0.
      try TestFile.write(
        "[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\nRuntimeMaxUse=512M\n",
        to: "\(directory)/systemd/journald.conf.d/test.conf")
      try TestFile.write("", to: "\(directory)/croftd.conf")
      let daemon = try ChildProcess.start(
        "/usr/bin/unshare",
        [
          "--mount", "--propagation", "private", "sh", "-ec",
          "mount --bind \(directory)/systemd /run/systemd; mount --bind \(directory)/log /run/log; exec \(Self.daemon)",
        ], environment: ["NOTIFY_SOCKET": nil])
      var journal = PrivateJournal(directory: directory, namespace: daemon.processID)
      do {
        try await journal.waitForSockets()
        try await journal.run(body, cores: executors)
        try await daemon.end()
      } catch {
        try? await daemon.end()
        throw error
      }
    }
  }

  private func waitForSockets() async throws {
    _ = try await Waiting.forNames(in: "\(directory)/systemd/journal", timeoutSeconds: 20) {
      Set($0).isSuperset(of: ["socket", "stdout", "io.systemd.journal"])
    }
  }

  private mutating func run(_ body: @Sendable (PrivateJournal) async throws -> Void, cores: Int) async throws {
    let follower = try start("journalctl", ["--follow", "--output=cat", "--lines=all"])
    self.follower = follower
    let manager = try start(
      "systemd-cat",
      [
        "--identifier=croftd", "sh", "-c",
        "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"", "sh", ProgramFinder.path(of: "croftd"),
        "--socket", socketPath, "--state", "\(directory)/state", "--scratch", "\(directory)/scratch",
        "--config", "\(directory)/croftd.conf", "--cores", "\(cores)",
      ])
    do {
      try await follower.waitForOutput(containing: "croftd serves")
      try await body(self)
      try? manager.signal(SIGINT)
      try await manager.end()
      try await follower.end()
    } catch {
      try? await manager.end()
      try? await follower.end()
      throw error
    }
  }

  /// Starts a program inside of the namespace.
  private func start(_ program: String, _ arguments: [String]) throws -> ChildProcess {
    try ChildProcess.start(
      "/usr/bin/nsenter", ["--mount=/proc/\(namespace)/ns/mnt", "--wdns=/", program] + arguments,
      environment: ["NOTIFY_SOCKET": nil, "SYSTEMD_PAGER": "cat"])
  }

  /// Runs a program inside of the namespace.
  func output(of program: String, _ arguments: [String]) async throws -> String {
    let result = try await start(program, arguments).result(timeoutSeconds: 60)
    guard result.succeeded else { throw ExampleFailed(program: program, result: result) }
    return result.standardOutput
  }

  /// Waits until an entry with such a text has come.
  func waitForEntry(containing text: String) async throws {
    try await follower?.waitForOutput(containing: text)
  }

  /// What the journal has, once it has written down all that it was sent.
  func entries(_ arguments: String...) async throws -> [Substring] {
    _ = try await output(of: "journalctl", ["--sync"])
    return try await output(of: "journalctl", ["--quiet", "--all"] + arguments).split(separator: "\n")
  }
}

extension ChildProcess {
  /// Asks it to end, and waits for that.
  fileprivate func end() async throws {
    try? signal(SIGTERM)
    do {
      _ = try await waitForExit(timeoutSeconds: 20)
    } catch {
      try? signal(SIGKILL)
      throw error
    }
  }
}
