import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// The disk that a command's output goes to has no room left.
  @Suite(.enabled("needs a namespace of its own to mount in") { await SmallDisk.isAllowed() })
  struct SubmitFullDiskTests {
    /// It ends the job, because the next task would find no room either; and the message tells the cure.
    @Test func aTaskWhoseOutputHasNoRoomEndsTheJobAndLeavesNothingHalf() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.execute(
          SmallDisk.with(#""$@"; status=$?; ls -A small; exit $status"#) + LocalSubmission.command(slots: 1)
            + ["--retries", "1", "--backoff", "1ms", "--output", "small/{}", "--", "head", "-c", "{}", "/dev/zero"]
            + [":::", "1000", "100000000"])
        #expect(result.exit == .exited(code: 2))
        #expect(result.standardOutput == "1000\n")
        #expect(result.standardError.contains("small/100000000: No space left on device"), "\(result.standardError)")
        #expect(result.standardError.contains("croft: task 2 found no room to write: "), "\(result.standardError)")
        #expect(result.standardError.contains("Make room"), "\(result.standardError)")
      }
    }

    @Test func aDiskThatIsFullWhereOutputIsPrintedEndsTheJob() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.execute(
          SmallDisk.with(#"exec "$@" > small/printed"#) + LocalSubmission.command()
            + ["--", "sh", "-c", "head -c 3000000 /dev/zero"])
        #expect(result.exit == .exited(code: 2))
        #expect(result.standardError.contains("No space left on device"), "\(result.standardError)")
      }
    }
  }
}

/// A file system of a mebibyte, mounted on `small` where only a command sees it, and for as long as it runs.
private enum SmallDisk {
  private static let namespace = ["unshare", "--map-root-user", "--mount"]
  private static let mount = "mkdir -p small && mount -t tmpfs -o size=1M none small"

  /// Whether this user may mount anything.
  static func isAllowed() async -> Bool {
    await
      (try? TemporaryDirectory.with { directory in
        try await ChildProcess.run("/usr/bin/unshare", namespace[1...] + ["sh", "-c", mount], directory: directory)
          .succeeded
      }) ?? false
  }

  /// The words that run a line of the shell beside it; more words are the line's arguments.
  static func with(_ line: String) -> [String] {
    namespace + ["sh", "-c", "\(mount) && \(line)", "sh"]
  }
}
