import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// The keeper of the pool, as its unit runs it.
  @Suite struct CroftPoolTests {
    private static let root = Cgroup.unifiedRoot()
    static let canMakeCgroups = root.map { access("\($0)/cgroup.procs", W_OK) == 0 } ?? false

    @Test(.enabled(if: canMakeCgroups, "this user can't make cgroups here"))
    func thePoolIsThereUntilItsKeeperIsStopped() async throws {
      let cgroup = try Cgroup(path: try #require(Self.root)).createChild("croft-keeper-test-\(getpid())")
      defer { try? cgroup.remove() }
      try await TemporaryDirectory.with { directory in
        let socket = try NotifySocket("\(directory)/notify")
        let link = "\(directory)/pool"
        // What an earlier one that was killed has left.
        try FileSystem.link(link, to: "/nowhere")
        let keeper = try start(in: cgroup, directory, socket)
        defer { try? keeper.signal(SIGKILL) }
        let given = cgroup.read("cgroup.controllers")?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        let ready = try socket.message(withLine: "READY=1")
        #expect(ready.contains("STATUS=\(cgroup.path) hands down \(given.joined(separator: ", "))"))
        #expect(try FileSystem.resolved(link) == cgroup.path)
        #expect(cgroup.child("keeper").read("cgroup.procs") == "\(keeper.processID)\n")
        for controller in ["cpu", "cpuset", "io", "memory", "pids"] where !given.contains(controller) {
          let notice = "the controller \(controller) isn't available in \(cgroup.path)"
          try await keeper.waitForOutput(containing: notice)
          #expect(keeper.standardError.ranges(of: notice).count == 1)
        }

        try await PrivateManager.with(cores: 1, arguments: ["--pool", link]) { manager in
          let sums = try await Trial.run(["sum"], on: manager.masterURL, executors: "1")
          #expect(sums.standardOutput == expectedSums())
          #expect(!FileSystem.isThere("\(cgroup.path)/croft-\(manager.process.processID)"))
        }
        try keeper.signal(SIGTERM)
        _ = try socket.message(withLine: "STOPPING=1")
        #expect(try await keeper.waitForExit(timeoutSeconds: 10) == .exited(code: 0))
        #expect(!FileSystem.isThere(link))
      }
    }

    @Test func itSaysThatSystemdHasToStartIt() async throws {
      let program = ProgramFinder.path(of: "croft-pool")
      let result = try await ChildProcess.run(program, [], environment: ["RUNTIME_DIRECTORY": nil])
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("croft-pool is started by systemd"))
      let help = try await ChildProcess.run(program, ["--help"], environment: [:])
      #expect(help.succeeded)
      #expect(help.standardOutput.contains("croftd(8)"))
      let wrong = try await ChildProcess.run(program, ["--link", "/x"], environment: [:])
      #expect(wrong.exit == .exited(code: EX_USAGE))
    }

    private func start(in cgroup: Cgroup, _ directory: String, _ socket: NotifySocket) throws -> ChildProcess {
      try ChildProcess.start(
        "/bin/sh",
        ["-c", "echo $$ > \"$0\" && exec \"$1\"", "\(cgroup.path)/cgroup.procs", ProgramFinder.path(of: "croft-pool")],
        environment: ["NOTIFY_SOCKET": socket.path, "RUNTIME_DIRECTORY": directory])
    }
  }
}

extension FileSystem {
  fileprivate static func isThere(_ path: String) -> Bool {
    (try? status(path, followingLinks: false)) ?? nil != nil
  }
}
