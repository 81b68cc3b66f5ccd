import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Commands that are `croft submit` themselves.
  @Suite struct NestedSubmissionTests {
    @Test func whatAKilledOneHasStartedEndsWithTheOuterCommand() async throws {
      try await LocalSubmission.with { submission in
        try TestFile.write(
          "(setsid sh -c 'echo $$ > .d; mv .d daemon; exec sleep 1000' &)\nsleep 1001\n",
          to: "\(submission.directory)/inner.sh")
        let croft = LocalSubmission.command().map { "'\($0)'" }.joined(separator: " ")
        try TestFile.write(
          """
          \(croft) -- sh inner.sh & inner=$!
          until [ -e daemon ]; do sleep 0.01; done
          kill -9 $inner
          wait $inner
          [ $? -eq 137 ]
          """, to: "\(submission.directory)/outer.sh")
        let result = try await submission.run(["--", "sh", "outer.sh"])
        #expect(result.exit == .exited(code: 0), "\(result.standardError)")
        let daemon = try #require(try submission.numbers(in: "daemon").first)
        #expect(!ProcessView(daemon).isRunning)
      }
    }
  }
}
