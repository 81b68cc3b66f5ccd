import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Where a program's words go, and what becomes of them.
  @Suite struct StandardOutputTests {
    @Test func outputThatIsLostIsAFailure() async throws {
      let result = try await shell("exec \"$0\" sum --master local > /dev/full")
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("standard output: No space left on device"))
    }

    @Test func closedDescriptorsAreNotMistakenForOthers() async throws {
      let result = try await shell("exec \"$0\" sum --master local <&- >&-")
      #expect(result.exit == .exited(code: 0))
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small file system takes root"))
    func aFullDiskIsOneClearError() async throws {
      try await TemporaryDirectory.with { directory in
        let mounted = try await shell("mount -t tmpfs -o size=64k tmpfs '\(directory)'")
        try #require(mounted.exit == .exited(code: 0), "\(mounted.standardError)")
        let result = try await shell("exec \"$0\" save --count 100000 --directory '\(directory)/out' --master local")
        _ = try await shell("umount '\(directory)'")
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("no room to write"))
        #expect(result.standardError.split(separator: "\n").count == 1)
      }
    }

    private func shell(_ script: String) async throws -> ProgramResult {
      try await ChildProcess.run("/bin/sh", ["-c", script, ProgramFinder.path(of: "trialjobs")])
    }
  }
}
