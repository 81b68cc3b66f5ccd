import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc

/// A job file in a directory of its own, whose steps note in `log` what they do.
struct JobFileTrial {
  let directory: String

  static func with(_ file: String, _ body: (JobFileTrial) async throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(file, to: "\(directory)/job.toml")
      try await body(JobFileTrial(directory: directory))
    }
  }

  /// Six steps, of which the second fails by a rule until there is a file `mended`.
  static func graph(onFailure rule: String) -> String {
    """
    name = "graph"
    [defaults]
    retries = 0
    [step.a]
    command = "echo a >> log; touch made-1 made-2"
    [step.b]
    command = "echo b {} >> log; test {} = made-1 -o -e mended"
    inputs = "made-*"
    after = "a"
    on-failure = \(rule)
    [step.c]
    command = "echo c >> log"
    after = "b"
    [step.d]
    command = "echo d >> log"
    after = "a"
    [step.e]
    command = "echo e >> log"
    after = ["c", "d"]
    [step.tidy]
    command = "echo tidy >> log"
    """
  }

  func croft(_ arguments: [String], master: String) async throws -> ProgramResult {
    try await ChildProcess.run(
      ProgramFinder.path(of: "croft"), arguments,
      environment: ["CROFT_MASTER": master, "XDG_STATE_HOME": "\(directory)/state"], directory: directory,
      timeoutSeconds: 60)
  }

  /// What the steps have noted, sorted.
  func log() throws -> [String] {
    guard try FileSystem.status("\(directory)/log") != nil else { return [] }
    return try TestFile.read("\(directory)/log").split(separator: "\n").map(String.init).sorted()
  }

  func write(_ name: String) throws { try TestFile.write("", to: "\(directory)/\(name)") }

  /// Waits until a step has made a file.
  func wait(for name: String) async throws {
    guard try await Waiting.forNames(in: directory, timeoutSeconds: 30, until: { $0.contains(name) }) else {
      throw StepsDidNothing(name: name)
    }
  }
}

struct StepsDidNothing: Error {
  let name: String
}
