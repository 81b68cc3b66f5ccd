import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// `croft top` on a terminal, and without.
  @Suite struct TopTests {
    private static let leave = "\u{1B}[?1049l"

    @Test func aScreenShowsTheFarmUntilQIsPressed() async throws {
      try await withTop { top, _ in
        try await top.waitForOutput(containing: "QUEUE ")
        #expect(!top.isTerminalAsUsual)
        try top.type("?")
        try await top.waitForOutput(containing: "Any key leaves this page.")
        try top.type("q")
        #expect(try await top.waitForExit(timeoutSeconds: 20) == .exited(code: 0))
        try await top.waitForOutput(containing: Self.leave)
        #expect(top.isTerminalAsUsual)
      }
    }

    @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 0)] as [(CInt, CInt)])
    func aSignalLeavesTheTerminalAsItWas(signal: CInt, status: CInt) async throws {
      try await withTop { top, _ in
        try await top.waitForOutput(containing: "QUEUE ")
        try top.signal(signal)
        #expect(try await top.waitForExit(timeoutSeconds: 20) == .exited(code: status))
        try await top.waitForOutput(containing: Self.leave)
        #expect(top.isTerminalAsUsual)
      }
    }

    @Test func aManagerThatGoesAwayIsFoundAgain() async throws {
      try await withTop { top, manager in
        try await top.waitForOutput(containing: "process \(manager.process.processID)")
        try await manager.kill()
        try await top.waitForOutput(containing: "reconnecting: ")
        try await manager.start()
        try await top.waitForOutput(containing: "process \(manager.process.processID)")
        try top.type("q")
        #expect(try await top.waitForExit(timeoutSeconds: 20) == .exited(code: 0))
      }
    }

    @Test func withoutATerminalSnapshotsArePrinted() async throws {
      try await PrivateManager.with(cores: 3, memoryBytes: 1 << 30) { manager in
        try await GatedJob.with(on: manager) { job in
          let text = try await CroftTool.output(of: ["top"], on: manager)
          #expect(text.contains("\nqueues\n") && text.contains("\napplications\n") && text.contains("trialjobs"))
          let lines = try await CroftTool.output(
            of: ["top", "--json", "--count", "2", "--interval", "0.1"], on: manager
          )
          .split(separator: "\n")
          #expect(lines.count == 2)
          let last = try JSONParser.parse(String(lines[1]))
          #expect(try last["status"]?.decoded(as: ManagerStatus.self).executors == 2)
          #expect(try last["executors"]?.decoded(as: [ExecutorSummary].self).count == 2)
          _ = try await job.finish()
        }
      }
    }

    private func withTop(_ body: (ChildProcess, PrivateManager) async throws -> Void) async throws {
      try await PrivateManager.with(cores: 3, memoryBytes: 1 << 30) { manager in
        let top = try ChildProcess.start(
          ProgramFinder.path(of: "croft"), ["top", "--interval", "0.1", "--socket", manager.socketPath],
          environment: ["TERM": "xterm"], output: .interactive(columns: 80))
        defer { try? top.signal(SIGKILL) }
        try await body(top, manager)
      }
    }
  }
}
