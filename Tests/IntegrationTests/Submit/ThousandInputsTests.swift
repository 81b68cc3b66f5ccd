import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

extension FarmTests {
  /// A Python script over a thousand inputs, four of which are awkward.
  ///
  /// Tests/VM/guest/point12_commands.py does the same where a limit of memory is enforced.
  @Suite struct ThousandInputsTests {
    private static let script =
      "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Tests/VM/guest/thousand.py"
    private static let awkward = [1: "hangs", 250: "fails", 500: "fails-twice", 750: "hungry"]
    private static let failing = [1, 250]
    private static let options = [
      "--memory", "64M", "--memory-growth", "2:128M", "--timeout", "5s", "--kill-after", "100ms", "--retries", "3",
      "--backoff", "100ms", "--output", "out/{#}.txt",
    ]

    private func withThousandInputs(_ body: (_ directory: String) async throws -> Void) async throws {
      try await TemporaryDirectory.with { directory in
        let inputs = (1...1000).map { "\(Self.awkward[$0] ?? "easy-\($0)")\n" }
        try TestFile.write(inputs.joined(), to: "\(directory)/inputs")
        try FileSystem.createDirectory("\(directory)/out", mode: 0o700)
        // What `python3` is may be a script that looks for the interpreter, which takes longer than all else here.
        let found = try await ChildProcess.run(
          "/bin/sh",
          ["-c", "mkdir -p venv/bin; ln -s $(python3 -c 'import sys; print(sys.executable)') venv/bin/python"],
          directory: directory)
        try #require(found.succeeded, "there is no python3 on PATH: \(found.standardError)")
        try await body(directory)
      }
    }

    @Test func eachEndsAsItHasTo() async throws {
      try await withThousandInputs { directory in
        try await PrivateManager.with(cores: 2, memoryBytes: 2 << 30) { manager in
          let result = try await ChildProcess.run(
            ProgramFinder.path(of: "croft"),
            ["submit", "--wait"] + Self.options + ["--over", "inputs", "--python", Self.script],
            environment: [
              "CROFT_MASTER": manager.masterURL, "XDG_STATE_HOME": "\(directory)/state",
              "VIRTUAL_ENV": "\(directory)/venv",
            ],
            directory: directory)
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardError.contains("task 1 ('hangs') failed"), "\(result.standardError)")
          #expect(result.standardError.contains("task 250 ('fails') failed"), "\(result.standardError)")
          // Said once at most, where there are no cgroups to enforce it.
          #expect(result.standardError.ranges(of: "enforces --memory").count <= 1, "\(result.standardError)")
          #expect(result.standardError.contains("1000 tasks: 998 succeeded, 2 failed"), "\(result.standardError)")
          try await expectTable(on: manager)
        }
        try expectOutput(in: directory)
        let hanging = try TestFile.read("\(directory)/hanging").split(separator: "\n").compactMap { Int($0) }
        // Of each attempt the task and its child.
        #expect(hanging.count == 8)
        #expect(!hanging.contains { ProcessView($0).isRunning })
      }
    }

    /// What `croft tasks` says of each.
    private func expectTable(on manager: PrivateManager) async throws {
      let json = try JSONParser.parse(try await CroftTool.output(of: ["tasks", "1", "--json"], on: manager))
      guard case .array(let tasks)? = json["tasks"] else { throw TableMissing(text: "\(json)") }
      try #require(tasks.count == 1000)
      for (number, task) in zip(1..., tasks) {
        #expect(task["task"] == JSONValue.integer(Int64(number)))
        #expect(task["state"] == (Self.failing.contains(number) ? "failed" : "succeeded"), "task \(number)")
        // Whether the hungry one meets its limit is the machine's business: see the virtual machine's test.
        if number != 750 {
          let attempts = Self.failing.contains(number) ? 4 : number == 500 ? 3 : 1
          #expect(task["attempts"] == JSONValue.integer(Int64(attempts)), "task \(number)")
        }
      }
      #expect(tasks[0]["reason"] == "timedOut")
      #expect(tasks[249]["reason"] == "failed")
      #expect(tasks[249]["exitCode"] == 7)
    }

    /// Files of all that succeeded, and of no other.
    private func expectOutput(in directory: String) throws {
      let succeeded = (1...1000).filter { !Self.failing.contains($0) }
      #expect(try Set(FileSystem.list("\(directory)/out")) == Set(succeeded.map { "\($0).txt" }))
      for number in succeeded where Self.awkward[number] == nil {
        #expect(try TestFile.read("\(directory)/out/\(number).txt") == "easy-\(number) 1\n")
      }
      #expect(try TestFile.read("\(directory)/out/500.txt") == "fails-twice 3\n")
      #expect(try TestFile.read("\(directory)/out/750.txt").hasPrefix("hungry 100663296 "))
    }

    private struct TableMissing: Error {
      let text: String
    }
  }
}
