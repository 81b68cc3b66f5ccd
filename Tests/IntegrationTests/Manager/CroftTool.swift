import CroftTesting

/// Runs of the `croft` command.
enum CroftTool {
  static func run(
    _ arguments: [String], on manager: PrivateManager, environment: [String: String?] = [:]
  ) async throws -> ProgramResult {
    try await ChildProcess.run(
      ProgramFinder.path(of: "croft"), arguments,
      environment: ["CROFT_MASTER": manager.masterURL].merging(environment) { $1 }, timeoutSeconds: 30)
  }

  /// What one prints that is to succeed.
  static func output(
    of arguments: [String], on manager: PrivateManager, environment: [String: String?] = [:]
  ) async throws -> String {
    let result = try await run(arguments, on: manager, environment: environment)
    guard result.succeeded, result.standardError.isEmpty else {
      throw ExampleFailed(program: "croft \(arguments.joined(separator: " "))", result: result)
    }
    return result.standardOutput
  }

  /// What one says that is to fail.
  static func complaint(of arguments: [String], on manager: PrivateManager) async throws -> String {
    let result = try await run(arguments, on: manager)
    guard !result.succeeded else {
      throw ExampleFailed(program: "croft \(arguments.joined(separator: " "))", result: result)
    }
    return result.standardError
  }
}
