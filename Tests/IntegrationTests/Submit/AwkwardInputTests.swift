import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Inputs of unusual number, and of unusual bytes.
  @Suite struct AwkwardInputTests {
    @Test(arguments: ["only", "only\n"]) func anInputOfOneLineIsOneTask(text: String) async throws {
      try await LocalSubmission.with { submission in
        try TestFile.write(text, to: "\(submission.directory)/inputs")
        let result = try await submission.run(["--over", "inputs", "--", "echo", "{#} of $CROFT_TASKS: {}"])
        #expect(result.succeeded)
        #expect(result.standardOutput == "1 of $CROFT_TASKS: only\n")
      }
    }

    @Test func aMillionLinesAreAMillionTasks() async throws {
      try await LocalSubmission.with { submission in
        try TestFile.write((1...1_000_000).map { "line \($0)\n" }.joined(), to: "\(submission.directory)/inputs")
        let result = try await submission.run(
          slots: 1, ["--over", "inputs", "--max-failures", "0", "--retries", "0", "--json", "--", "false"])
        #expect(result.exit == .exited(code: 1))
        let job = try JSONParser.parse(result.standardOutput)
        #expect(job["tasks"]?["total"] == 1_000_000)
        #expect(job["tasks"]?["succeeded"] == 0)
        #expect(result.seconds < 30)
      }
    }

    @Test func aMillionLinesAreHandedOver() async throws {
      try await LocalSubmission.with { submission in
        try TestFile.write((1...1_000_000).map { "line \($0)\n" }.joined(), to: "\(submission.directory)/inputs")
        try await PrivateManager.with(cores: 1, memoryBytes: 2 << 30) { manager in
          let submit = ["submit", "--master", manager.masterURL, "--name", "million"]
          let options = ["--over", "inputs", "--max-failures", "0", "--retries", "0"]
          let submitted = try await submission.execute(
            [ProgramFinder.path(of: "croft")] + submit + options + ["--", "false"])
          #expect(submitted.standardOutput == "1\n", "\(submitted)")
          #expect(try await CroftTool.run(["wait", "million"], on: manager).exit == .exited(code: 1))
          let shown = try JSONParser.parse(
            try await CroftTool.output(of: ["show", "million", "--json"], on: manager))
          #expect(shown["job"]?["tasks"]?["total"] == 1_000_000, "\(shown)")
        }
      }
    }

    /// Whatever a name is made of, a command finds it as it was, alone, and so does the shell.
    @Test(arguments: [
      ["--", "printf", #"%s\0"#, "{}"], ["--shell", #"printf '%s\0' {}"#],
      ["--", "sh", "-c", #"printf '%s\0' "$CROFT_INPUT""#],
    ])
    func everyByteOfAnInputSurvives(command: [String]) async throws {
      try await LocalSubmission.with { submission in
        let texts = ["-n", "--help", "a b", "it's \"x\"", "new\nline", "\n", "$(touch gone)", "{}", "*", "\\"]
        let noTexts: [[UInt8]] = [[0x66, 0xFF, 0xFE], Array(1...255)]
        let bytes: [UInt8] = (texts.map { Array($0.utf8) } + noTexts).flatMap { $0 + [0] }
        try TestFile.write(bytes, to: "\(submission.directory)/inputs")
        // By the shell, for what is captured here is text.
        let result = try await submission.execute(
          ["sh", "-c", #""$@" > printed"#, "sh"] + LocalSubmission.command()
            + ["--ordered", "--null", "--over", "inputs"] + command)
        #expect(result.succeeded, "\(result.standardError)")
        let printed = try FileDescriptor.open("\(submission.directory)/printed", flags: O_RDONLY)
        #expect(try printed.readAll(maximumBytes: 1 << 20) == bytes)
        #expect(try !FileSystem.list(submission.directory).contains("gone"))
      }
    }

    /// Arguments come as the kernel gave them, and no other ones go on.
    @Test func argumentsThatAreNoTextReachTheProgram() async throws {
      try await LocalSubmission.with { submission in
        let script = #"""
          word=$(printf 'a\377b')
          "$0" run printf '%s\n' "$word" | od -An -tx1
          printf '[step.a]\ncommand = "echo step"\n' > "$word.toml"
          "$0" submit --master local "$word.toml"
          "$0" check --quiet "$word.toml" && echo checked
          "$0" run --detach printf "$word" || echo $?
          "$0" list --name "$word" || echo $?
          "$0" submit "$word.toml" "$word" || echo $?
          "$0" check --jsno "$word" || echo $?
          """#
        let result = try await submission.execute(["sh", "-c", script, ProgramFinder.path(of: "croft")])
        #expect(result.standardOutput == " 61 ff 62 0a\nstep\nchecked\n64\n64\n64\n64\n")
        // They aren't shown as what stands for them here.
        #expect(!result.standardError.unicodeScalars.contains { $0.value >= 0x10FF80 })
        #expect(result.standardError.split(separator: "isn't UTF-8").count == 3, "\(result.standardError)")
      }
    }
  }
}
