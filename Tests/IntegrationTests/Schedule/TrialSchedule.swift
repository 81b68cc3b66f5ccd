import CroftLinux
import CroftTesting
import Glibc
import Testing

/// A user's schedule as `croft schedule add` leaves it, without the timer: systemd runs only in the virtual machine.
struct TrialSchedule {
  /// Five days that have passed, and nothing else ever: tests that go by it don't depend on the clock.
  static let fiveDays = "2020-01-01..05 00:00:00 UTC"
  static let days = ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "2020-01-05"].map { $0 + "T00:00:00Z" }

  let home: String

  /// - Parameters:
  ///   - script: what a shell runs.
  ///   - handledUntil: in milliseconds since 1970.
  static func with(
    _ script: String, catchUp: String = "all", maxRunning: Int = 1, calendar: String = fiveDays,
    timeoutSeconds: Int? = nil, handledUntil: Int = 0, _ body: (TrialSchedule) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { home in
      let trial = TrialSchedule(home: home)
      try FileSystem.createDirectory(trial.state + "/windows", mode: 0o700, parents: true)
      // A program of its own, so that no quoting of the test's stands between.
      try TestFile.write("#!/bin/sh\n\(script)\n", to: home + "/command")
      chmod(home + "/command", 0o755)
      let timeout = timeoutSeconds.map { "\"timeoutSeconds\": \($0), " } ?? ""
      try TestFile.write(
        """
        {"version": 1, "name": "trial", "calendar": "\(calendar)", "catchUp": "\(catchUp)",
         "maxRunning": \(maxRunning), "command": ["\(home)/command", "argument"], "directory": "\(home)",
         "environment": ["TRIAL=yes"], \(timeout)"randomizedDelaySeconds": 0, "addedAt": 0,
         "handledUntil": \(handledUntil)}
        """, to: trial.state + "/schedule.json")
      try await body(trial)
    }
  }

  var state: String { home + "/state/croft/schedules/trial" }

  var environment: [String: String?] {
    ["HOME": home, "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config", "XDG_RUNTIME_DIR": home]
  }

  func start(_ arguments: [String]) throws -> ChildProcess {
    try ChildProcess.start(
      ProgramFinder.path(of: "croft"), Self.asUser(arguments), environment: environment)
  }

  func croft(_ arguments: String...) async throws -> ProgramResult {
    try await ChildProcess.run(ProgramFinder.path(of: "croft"), Self.asUser(arguments), environment: environment)
  }

  func expectSuccess(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await expectSuccess(of: start(arguments), sourceLocation: sourceLocation)
  }

  func expectSuccess(of process: ChildProcess, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let result = try await process.result()
    #expect(result.succeeded, "\(result.standardError)", sourceLocation: sourceLocation)
  }

  /// `--user` comes before the terminator.
  private static func asUser(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments[..<end] + ["--user"] + arguments[end...]
  }

  /// The rows of the history, the oldest first: logical time, trigger, attempt and result.
  func history() async throws -> [[String]] {
    let result = try await croft("schedule", "history", "trial")
    #expect(result.succeeded, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").dropFirst().reversed().map { line in
      let words = line.split(separator: " ").map(String.init)
      return [words[1], words[3], words[4], words[7...].joined(separator: " ")]
    }
  }
}
