import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Tasks that need more memory than their executor may have.
  @Suite struct OutOfMemoryTests {
    /// Whether a manager can limit memory: version 2 of control groups with its memory controller, and a tree to write.
    static var canLimitMemory: Bool {
      let controllers = try? FileSystem.readText("/sys/fs/cgroup/cgroup.controllers", maximumBytes: 4096)
      return geteuid() == 0 && controllers?.split(whereSeparator: \.isWhitespace).contains("memory") == true
    }

    @Test(.enabled(if: canLimitMemory, "needs root and the memory controller of cgroup v2"))
    func aTaskThatRunsOutOfMemoryIsTriedAgainWithTwiceAsMuch() async throws {
      try await PrivateManager.with(cores: 2) { manager in
        let result = try await Trial.run(
          ["misbehave", "--misbehaviour", "hogAlways", "--directory", manager.directory], on: manager.masterURL)
        #expect(result.exit == .exited(code: 0), "\(result.standardError)")
        #expect(result.standardOutput == "6\n")
        #expect(result.standardError.contains("; trying again with 2 times the usual memory"))
      }
    }
  }
}
