import CroftLinux
import CroftTesting
import Glibc

/// A directory in which `croft submit` runs without a manager.
struct LocalSubmission {
  let directory: String

  static func with(_ body: (LocalSubmission) async throws -> Void) async throws {
    try await TemporaryDirectory.with { try await body(LocalSubmission(directory: $0)) }
  }

  var environment: [String: String?] { ["XDG_STATE_HOME": "\(directory)/state"] }

  /// The words before the options.
  static func command(slots: Int = 2) -> [String] {
    [ProgramFinder.path(of: "croft"), "submit", "--master", "local[\(slots)]"]
  }

  /// Submits, and waits for the end.
  func run(slots: Int = 2, _ arguments: [String]) async throws -> ProgramResult {
    try await execute(Self.command(slots: slots) + arguments)
  }

  /// Runs any command to its end.
  func execute(_ words: [String]) async throws -> ProgramResult {
    try await ChildProcess.run(
      Self.path(of: words[0]), Array(words[1...]), environment: environment, directory: directory)
  }

  /// Starts any command.
  func start(_ words: [String], output: ChildProcess.Output = .captured) throws -> ChildProcess {
    try ChildProcess.start(
      Self.path(of: words[0]), Array(words[1...]), environment: environment, directory: directory, output: output)
  }

  /// Waits until there is a file of this name.
  func waitForFile(_ name: String) async throws {
    guard try await Waiting.forNames(in: directory, timeoutSeconds: 30, until: { $0.contains(name) }) else {
      throw FileMissing(name: name)
    }
  }

  /// The numbers in a file, a line each.
  func numbers(in name: String) throws -> [Int] {
    try TestFile.read("\(directory)/\(name)").split(separator: "\n").compactMap { Int($0) }
  }

  private static func path(of program: String) -> String { program.contains("/") ? program : "/usr/bin/\(program)" }

  private struct FileMissing: Error {
    let name: String
  }
}
