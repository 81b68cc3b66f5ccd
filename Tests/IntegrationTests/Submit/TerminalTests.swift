import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Whoever sits at the terminal of a `croft submit` presses Ctrl-C, or closes it.
  @Suite struct SubmitTerminalTests {
    /// A session leader gets a terminal for its own by opening it, and Ctrl-C goes to those who have one.
    private static let withTerminal = [
      "sh", "-c", #": < /proc/self/fd/0; exec "$@""#, "sh",
    ]
    private static let ctrlC = "\u{3}"
    /// Tells of its end when it is asked to end.
    private static let obedient = [
      "--", "sh", "-c",
      "trap 'echo ended > mark; exit 1' TERM; echo $PPID > .p; mv .p parent; while :; do sleep 0.01; done",
    ]
    private static let stubborn = [
      "--kill-after", "1min", "--", "sh", "-c",
      "trap '' TERM; echo $$ > .p; mv .p process; while :; do sleep 0.01; done",
    ]

    @Test func ctrlCOnceCancelsAndWaitsForTheCommands() async throws {
      try await LocalSubmission.with { submission in
        let croft = try submission.start(
          Self.withTerminal + LocalSubmission.command() + Self.obedient, output: .interactive(columns: 80))
        try await submission.waitForFile("parent")
        try croft.type(Self.ctrlC)
        try await croft.waitForOutput(containing: "cancelling; once more to leave at once")
        #expect(try await croft.waitForExit() == .exited(code: 130))
        #expect(try TestFile.read("\(submission.directory)/mark") == "ended\n")
      }
    }

    @Test func ctrlCTwiceLeavesAtOnce() async throws {
      try await LocalSubmission.with { submission in
        let croft = try submission.start(
          Self.withTerminal + LocalSubmission.command() + Self.stubborn, output: .interactive(columns: 80))
        try await submission.waitForFile("process")
        let command = try ProcessDescriptor(ofProcess: pid_t(try #require(try submission.numbers(in: "process").first)))
        try croft.type(Self.ctrlC)
        try await croft.waitForOutput(containing: "cancelling; once more to leave at once")
        try croft.type(Self.ctrlC)
        #expect(try await croft.waitForExit(timeoutSeconds: 10) == .exited(code: 130))
        // It isn't left behind either.
        #expect(try await Waiting.forEnd(of: command, timeoutSeconds: 10))
      }
    }

    @Test func aTerminalThatIsClosedCancelsTheJob() async throws {
      try await LocalSubmission.with { submission in
        // It has a command line as one word.
        let words = (LocalSubmission.command() + Self.obedient).map { "'\($0.replacing("'", with: #"'\''"#))'" }
        // It holds the other end of a terminal, as the window does.
        let window = try submission.start(
          ["script", "--quiet", "--command", "exec " + words.joined(separator: " "), "/dev/null"], output: .discarded)
        try await submission.waitForFile("parent")
        let croft = try #require(try submission.numbers(in: "parent").first)
        let process = try ProcessDescriptor(ofProcess: pid_t(croft))
        try window.signal(SIGKILL)
        #expect(try await Waiting.forEnd(of: process, timeoutSeconds: 30))
        #expect(try TestFile.read("\(submission.directory)/mark") == "ended\n")
      }
    }

    @Test func whatIsSaidBeginsBelowWhatWasPrinted() async throws {
      try await LocalSubmission.with { submission in
        let croft = try submission.start(
          Self.withTerminal + LocalSubmission.command() + ["--retries", "0", "--", "sh", "-c", "printf part; exit 1"],
          output: .interactive(columns: 80))
        try await croft.waitForOutput(containing: "part\r\ncroft: task 1 failed")
        #expect(try await croft.waitForExit() == .exited(code: 1))
        let well = try submission.start(
          Self.withTerminal + LocalSubmission.command() + ["--", "printf", "whole"], output: .interactive(columns: 80))
        try await well.waitForOutput(containing: "whole\r\ncroft: 1 task: 1 succeeded")
        #expect(try await well.waitForExit() == .exited(code: 0))
      }
    }
  }
}
