import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

/// Cgroups of commands. Plain directories stand for them where only what is written matters.
struct CommandLeafTests {
  /// - Parameter controllers: those that the parent hands down.
  private func parent(in directory: String, controllers: String = "") throws -> Cgroup {
    for (file, text) in [
      ("cgroup.procs", ""), ("cgroup.kill", ""), ("cgroup.type", "domain\n"), ("cgroup.subtree_control", controllers),
    ] {
      try TestFile.write(text, to: "\(directory)/\(file)")
    }
    return Cgroup(path: directory)
  }

  @Test func limitsAreWrittenAsFarAsThereAreControllers() async throws {
    try await TemporaryDirectory.with { directory in
      let controllers = LeafControllers(below: try parent(in: directory, controllers: "cpu pids\n"))
      let cgroup = try Cgroup(path: directory).createChild("leaf")
      for file in ["cgroup.events", "memory.max", "pids.max"] { try TestFile.write("", to: "\(cgroup.path)/\(file)") }
      let leaf = try CommandLeaf(cgroup, controllers)
      #expect(try leaf.limit(CommandLimits(memoryBytes: 1 << 20, maximumProcesses: 7)) == .memory)
      #expect(cgroup.read("pids.max") == "7\n")
      #expect(cgroup.read("memory.max") == "")
      // Its figures would be this command's, too.
      #expect(!leaf.isReusable)
    }
  }

  @Test func oneThatCannotBeWatchedIsNotLeftBehind() async throws {
    try await TemporaryDirectory.with { directory in
      let leaves = try #require(LeafCgroups(below: try parent(in: directory)))
      // A plain directory tells no events.
      #expect(throws: SystemError.self) { _ = try leaves.take() }
      #expect(Cgroup(path: directory).children.isEmpty)
    }
  }

  @Test func eachCommandLivesInOneOfItsOwn() throws {
    try CommandTrial.with(.cgroups) { trial throws in
      #expect(try trial.status("grep ^0:: /proc/self/cgroup") == .exited(code: 0))
      let name = try #require(trial.cgroup?.path.split(separator: "/").last)
      #expect(String(decoding: trial.output, as: UTF8.self).hasSuffix("/\(name)/task-1\n"))
      // It is there for the next one, and gone at the end.
      #expect(trial.cgroup?.children.map { $0.path.split(separator: "/").last } == ["task-1"])
      trial.runner.close()
      #expect(try #require(trial.cgroup).children.isEmpty)
    }
  }
}
